package cdk

import "testing"

func TestFramesOfEveryLanguageAreRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]frame{
		"new Base (/abs/app.js:9:16)":                           {"/abs/app.js", 9, 16},
		"    at new Network (/src/app/lib/net.ts:8:16)":         {"/src/app/lib/net.ts", 8, 16},
		"<anonymous> (file:///src/app/app.mjs:35:1)":            {"/src/app/app.mjs", 35, 1},
		"at /src/app/app.js:3:1":                                {"/src/app/app.js", 3, 1},
		`new Stack (C:\work\app\lib\net.ts:4:5)`:                {"C:/work/app/lib/net.ts", 4, 5},
		`  File "/src/app/app.py", line 12, in <module>`:        {"/src/app/app.py", 12, 0},
		"com.example.Net.<init>(Net.java:21)":                   {"com/example/Net.java", 21, 0},
		"at Net.Stack..ctor() in /src/app/Net.cs:line 7":        {"/src/app/Net.cs", 7, 0},
		"main.NewNet(/src/app/net.go:33)":                       {"/src/app/net.go", 33, 0},
		"    /src/app/net.go:33":                                {"/src/app/net.go", 33, 0},
		"    /src/app/net.go:33 +0x1d4":                         {"/src/app/net.go", 33, 0},
		"com.example.NetKt.main(Net.kt:4)":                      {"com/example/Net.kt", 4, 0},
		"at com.example.Net.<init>(Net.scala:4)":                {"com/example/Net.scala", 4, 0},
		"file:///src/my%20app/app.mjs:35:1":                     {"/src/my app/app.mjs", 35, 1},
		"new Net (file:///C:/work/app/lib/net.ts:4:5)":          {"/C:/work/app/lib/net.ts", 4, 5},
		"Object.<anonymous> (/src/my app (1)/lib/net.ts:4:5)":   {"/src/my app (1)/lib/net.ts", 4, 5},
		"    at app//com.example.net.Net$1.<init>(Net.java:21)": {"com/example/net/Net.java", 21, 0},
		"at Net.Stack..ctor() in C:\\src\\Net.cs:line 7":        {"C:/src/Net.cs", 7, 0},
	} {
		got, ok := parseFrame(text)
		if got != want || ok != (want != frame{}) {
			t.Errorf("%q reads %+v, %v; want %+v", text, got, ok, want)
		}
	}
}

func TestFramesOfLibrariesAreNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"...new Vpc2 in aws-cdk-lib...", "...node internals...",
		"new Vpc (/src/app/node_modules/aws-cdk-lib/aws-ec2/lib/vpc.js:1:2)", "Module._compile (node:internal/modules/cjs/loader:1:2)",
		`File "/usr/lib/python3/site-packages/aws_cdk/core.py", line 1, in x`,
		"software.amazon.awscdk.App.synth(App.java:12)", "KernelHost.processRequest (/tmp/tmpq1w2e3/lib/program.js:1:2)", "Kernel.create (/tmp/jsii-java-runtime12/lib/program.js:1:2)",
		"new Vpc (/home/x/.cache/aws/jsii/package-cache/aws-cdk-lib/2.276.0/0a1b/aws-ec2/lib/vpc.js:1:2)", `at Kernel.create (C:\Temp\tmpab\lib\program.js:1:2)`,
		"main.x(/root/go/pkg/mod/github.com/aws/x.go:3)",
		"(no user code in 10 frames, use --stack-trace-limit to capture more)", "", "x",
	} {
		if got, ok := parseFrame(text); ok {
			t.Errorf("%q reads %+v", text, got)
		}
	}
}
