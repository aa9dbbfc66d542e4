package facts

import (
	"testing"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

func text(parts ...string) value.Of[value.Text] {
	return value.KnownOf(textOf(parts...), source.Range{})
}

// textOf joins literal parts; a "$" part is a hole whose name looks like an image's.
func textOf(parts ...string) value.Text {
	texts := make([]value.Text, 0, len(parts))
	for _, part := range parts {
		if part == "$" {
			texts = append(texts, value.HoleText(value.Hole{Reason: &value.Reason{Text: "not set", Key: "var.ubuntu/amzn2-ami-version"}}))
			continue
		}
		texts = append(texts, value.Literal(part))
	}
	return value.Concat(texts...)
}

func hints(texts ...value.Of[value.Text]) value.ListOf[value.Text] {
	return value.ListOf[value.Text]{Items: texts}
}

func TestImageHintsTellTheFamily(t *testing.T) {
	t.Parallel()
	cases := []struct {
		hint value.Of[value.Text]
		want string
	}{
		{text("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"), "al2023"},
		{text("/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-6.1-arm64"), "al2023"},
		{text("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-", "$"), "al2023"},
		{text("/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2"), "al2"},
		{text("/aws/service/ami-amazon-linux-latest/amzn2-ami-kernel-5.10-hvm-arm64-gp2"), "al2"},
		{text("/aws/service/ami-amazon-linux-latest/amzn-ami-hvm-x86_64-gp2"), "al1"},
		{text("/aws/service/ami-amazon-linux-latest/", "$"), "unknown"},
		{text("/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"), "al2023"},
		{text("/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended"), "al2023"},
		{text("/aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id"), "al2"},
		{text("/aws/service/ecs/optimized-ami/amazon-linux-2/kernel-5.10/gpu/recommended"), "al2"},
		{text("/aws/service/ecs/optimized-ami/amazon-linux/recommended"), "al1"},
		{text("/aws/service/eks/optimized-ami/1.31/amazon-linux-2023/x86_64/standard/recommended/image_id"), "al2023"},
		{text("/aws/service/eks/optimized-ami/", "$", "/amazon-linux-2/recommended/image_id"), "al2"},
		{text("/aws/service/eks/optimized-ami/1.29/amazon-linux-2-arm64/recommended/image_id"), "al2"},
		{text("/aws/service/eks/optimized-ami/1.29/amazon-linux-2-gpu/recommended/image_id"), "al2"},
		{text("/aws/service/bottlerocket/aws-k8s-1.31/x86_64/latest/image_id"), "bottlerocket"},
		{text("/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base"), "windows"},
		{text("/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id"), "ubuntu"},
		{text("/aws/service/debian/release/12/latest/amd64"), "debian"},
		{text("/aws/service/suse/sles/15-sp5/x86_64/latest"), "suse"},
		{text("/aws/service/deeplearning/ami/x86_64/base-oss-nvidia-driver-gpu-amazon-linux-2023/latest/ami-id"), "al2023"},
		{text("/aws/service/deeplearning/ami/x86_64/base-oss-nvidia-driver-gpu-amazon-linux-2/latest/ami-id"), "al2"},
		{text("/aws/service/deeplearning/ami/x86_64/base-oss-nvidia-driver-gpu-ubuntu-22.04/latest/ami-id"), "ubuntu"},
		{text("al2023-ami-*"), "al2023"},
		{text("al2023-ami-2023.*-x86_64"), "al2023"},
		{text("^al2023-ami-.*"), "al2023"},
		{text("al2023-ami-minimal-*"), "al2023"},
		{text("al2023-ami-ecs-hvm-*"), "al2023"},
		{text("al2023*"), "al2023"},
		{text("amazon-eks-node-al2023-x86_64-standard-1.31-*"), "al2023"},
		{text("amzn2-ami-hvm-*-x86_64-ebs"), "al2"},
		{text("amzn2-ami-kernel-5.10-hvm-*"), "al2"},
		{text("amzn2-ami-minimal-*"), "al2"},
		{text("amzn2-ami-ecs-*"), "al2"},
		{text("amzn2-*"), "al2"},
		{text("amazon-eks-node-1.29-v*"), "al2"},
		{text("amazon-eks-node-", "$", "-v*"), "al2"},
		{text("amazon-eks-arm64-node-*"), "al2"},
		{text("amazon-eks-gpu-node-*"), "al2"},
		{text("amazon-eks-node-*"), "unknown"},
		{text("amzn-ami-hvm-*"), "al1"},
		{text("amzn-ec2-macos-14*"), "other"},
		{text("amzn*"), "unknown"},
		{text("bottlerocket-aws-k8s-*"), "bottlerocket"},
		{text("ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*"), "ubuntu"},
		{text("RHEL-9*"), "rhel"},
		{text("suse-sles-15-sp5-*"), "suse"},
		{text("RegionMap/SLES15SP5"), "suse"},
		{text("RegionMap/RHEL9"), "rhel"},
		{text("AWSRegionArch2AMI/HVM64"), "unknown"},
		{text("debian-12-amd64-*"), "debian"},
		{text("Windows_Server-2022-English-Full-Base-*"), "windows"},
		{text("CentOS Stream 9*"), "other"},
		{text("resolve:ssm:/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2"), "al2"},
		{text("my-golden-image-*"), "unknown"},
		{text("ami-0abcdef1234567890"), "unknown"},
		{text("amazon_linux_ami"), "unknown"},
		{text("$"), "unknown"},
	}
	for _, c := range cases {
		name := c.hint.In(nil).Value.String()
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			host := &graph.Host{Launch: graph.Launch{ImageHints: hints(c.hint)}}
			if got := osOf(&graph.Graph{}, host, nil).String(); got != c.want {
				t.Errorf("family is %s, want %s", got, c.want)
			}
		})
	}
}

func TestPlatformTellsTheFamily(t *testing.T) {
	t.Parallel()
	for platform, want := range map[string]string{
		"AL2023_x86_64_STANDARD": "al2023", "AL2023_ARM_64_STANDARD": "al2023", "AL2_x86_64": "al2", "AL2_x86_64_GPU": "al2",
		"AL2_ARM_64": "al2", "BOTTLEROCKET_ARM_64": "bottlerocket", "WINDOWS_CORE_2019_x86_64": "windows", "CUSTOM": "unknown",
		"ECS_AL2": "al2", "ECS_AL2_NVIDIA": "al2", "ECS_AL2023": "al2023", "ECS_AL1": "al1", "EKS_AL2": "al2", "EKS_AL2023": "al2023",
		"64bit Amazon Linux 2023 v4.3.0 running Python 3.11": "al2023", "64bit Amazon Linux 2 v3.5.0 running Docker": "al2",
		"64bit Amazon Linux 2018.03 v2.16.0 running Go": "al1", "64bit Windows Server 2019 v2.11 running IIS 10.0": "windows",
		"emr-7.1.0": "al2023", "emr-6.15.0": "al2", "emr-5.36.1": "al2", "emr-5.30.0": "al2", "emr-5.29.0": "al1", "emr-4.9.0": "al1",
		"arn:aws:elasticbeanstalk:eu-west-1::platform/Python 3.11 running on 64bit Amazon Linux 2023/4.0.0": "al2023",
		"arn:aws:elasticbeanstalk:eu-west-1::platform/Python 3.8 running on 64bit Amazon Linux 2/3.5.0":     "al2",
		"arn:aws:elasticbeanstalk:eu-west-1::platform/Python 3.6 running on 64bit Amazon Linux/2.9.0":       "al1",
		"amazonlinux-2023-x86_64": "al2023", "resolve:ssm:/aws/service/cloud9/amis/amazonlinux-2-x86_64": "al2", "amazonlinux-1-x86_64": "al1",
		"ubuntu-22.04-x86_64": "ubuntu", "Linux": "unknown",
		"Windows with SQL Server Standard": "windows", "Red Hat Enterprise Linux with HA": "rhel", "SUSE Linux": "suse", "Ubuntu Pro": "ubuntu",
	} {
		t.Run(platform, func(t *testing.T) {
			t.Parallel()
			host := &graph.Host{Launch: graph.Launch{Platform: text(platform)}}
			if got := osOf(&graph.Graph{}, host, nil).String(); got != want {
				t.Errorf("family is %s, want %s", got, want)
			}
		})
	}
}

func TestUserDataTellsTheFamily(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, script, want string }{
		{"extras are Amazon Linux 2's", "#!/bin/bash\namazon-linux-extras install -y nginx1\n", "al2"},
		{"dnf alone is Amazon Linux 2023's", "#!/bin/bash\nset -e\ndnf install -y httpd\n", "al2023"},
		{"dnf beside a subscription is RHEL's", "subscription-manager register\ndnf -y install httpd\n", "rhel"},
		{"apt-get is Debian's", "apt-get update\napt-get install -y nginx\n", "debian"},
		{"apt-get beside a home of ubuntu is Ubuntu's", "apt-get update\nchown ubuntu /srv\n", "ubuntu"},
		{"powershell is Windows'", "<powershell>\nInstall-WindowsFeature Web-Server\n</powershell>", "windows"},
		{"zypper is SUSE's", "zypper --non-interactive install nginx\n", "suse"},
		{"yum alone says nothing", "yum -y update\n", "unknown"},
		{"a script for several systems says nothing", "if command -v dnf ; then dnf install -y x; else apt-get install -y x; fi", "unknown"},
		{"comments say nothing", "#!/bin/bash\n# unlike apt-get install, or dnf install\ntrue\n", "unknown"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			host := &graph.Host{Launch: graph.Launch{UserData: text(c.script)}}
			if got := osOf(&graph.Graph{}, host, nil).String(); got != c.want {
				t.Errorf("family is %s, want %s", got, c.want)
			}
		})
	}
}

func TestEvidenceOfTheFamilyIsRanked(t *testing.T) {
	t.Parallel()
	atom := value.Atom{ID: "old", Name: "old", Cases: []string{"true", "false"}}
	either := value.OfFacts([]value.Alternative[value.Fact[value.Text]]{
		{Guard: value.When(atom, "true"), Value: value.Fact[value.Text]{State: value.Known, Value: textOf("amzn2-ami-hvm-*")}},
		{Guard: value.When(atom, "false"), Value: value.Fact[value.Text]{State: value.Known, Value: textOf("al2023-ami-*")}},
	})
	g := &graph.Graph{LaunchTemplates: map[graph.ID]*graph.LaunchTemplate{
		"r#al2":    {Launch: graph.Launch{ImageHints: hints(text("amzn2-ami-hvm-*"))}},
		"r#al2023": {Launch: graph.Launch{ImageHints: hints(text("al2023-ami-*"))}},
		"r#silent": {Launch: graph.Launch{UserData: text("dnf install -y x")}},
	}}
	templates := func(ids ...graph.ID) graph.Refs[graph.LaunchTemplate] {
		var refs graph.Refs[graph.LaunchTemplate]
		for _, id := range ids {
			refs.Items = append(refs.Items, value.KnownOf(id, source.Range{}))
		}
		return refs
	}
	cases := []struct {
		name  string
		host  graph.Host
		world value.World
		want  string
	}{
		{"nothing said", graph.Host{}, nil, "unknown"},
		{"an image before user data", graph.Host{Launch: graph.Launch{ImageHints: hints(text("amzn2-ami-hvm-*")), UserData: text("dnf install -y x")}}, nil, "al2"},
		{"a platform before an image", graph.Host{Launch: graph.Launch{Platform: text("AL2_x86_64"), ImageHints: hints(text("al2023-ami-*"))}}, nil, "al2"},
		{"a platform that leaves it to the image", graph.Host{Launch: graph.Launch{Platform: text("CUSTOM"), ImageHints: hints(text("al2023-ami-*"))}}, nil, "al2023"},
		{"a silent image leaves it to user data", graph.Host{Launch: graph.Launch{Image: text("ami-0abcdef1234567890"), UserData: text("amazon-linux-extras install x")}}, nil, "al2"},
		{"two names that disagree", graph.Host{Launch: graph.Launch{ImageHints: hints(text("amzn2-ami-hvm-*"), text("al2023-ami-*"))}}, nil, "unknown"},
		{"the template's image", graph.Host{Templates: templates("r#al2")}, nil, "al2"},
		{"the host's image before its template's", graph.Host{Launch: graph.Launch{Image: text("ami-0abcdef1234567890")}, Templates: templates("r#al2")}, nil, "unknown"},
		{"an image not known before the template's", graph.Host{Launch: graph.Launch{Image: value.UnknownOf[value.Text](value.Reason{Text: "not set"}, source.Range{})}, Templates: templates("r#al2")}, nil, "unknown"},
		{"an image not stated leaves it to the template", graph.Host{Launch: graph.Launch{Image: value.AbsentOf[value.Text](source.Range{})}, Templates: templates("r#al2")}, nil, "al2"},
		{"templates that disagree", graph.Host{Templates: templates("r#al2", "r#al2023")}, nil, "unknown"},
		{"templates of which one is silent about its image", graph.Host{Templates: templates("r#silent")}, nil, "al2023"},
		{"a condition's first case", graph.Host{Launch: graph.Launch{ImageHints: hints(either)}}, value.World{"old": "true"}, "al2"},
		{"a condition's second case", graph.Host{Launch: graph.Launch{ImageHints: hints(either)}}, value.World{"old": "false"}, "al2023"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := osOf(g, &c.host, c.world).String(); got != c.want {
				t.Errorf("family is %s, want %s", got, c.want)
			}
		})
	}
}

func TestPackagesInstalled(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]bool{
		"yum install -y httpd":                                    true,
		"sudo yum -y -q update && reboot":                         true,
		"runcmd:\n  - [yum, -y, install, httpd]\n":                true,
		"runcmd:\n  - [\"dnf\", \"install\", \"git\"]\n":          true,
		"dnf check-update":                                        true,
		"/usr/bin/dnf install git":                                true,
		"amazon-linux-extras install nginx1":                      true,
		"#cloud-config\npackages:\n  - httpd\n":                   true,
		"#cloud-config\n\"packages\":\n- \"httpd\"\n":             true,
		"#cloud-config\n\"package_update\": true\n":               true,
		"#cloud-config\n\"package_update\": false\n":              false,
		"#cloud-config\n{\"runcmd\":[],\"packages\":[\"httpd\"]}": true,
		"#cloud-config\n{\"write_files\":[\"packages\"]}":         false,
		"#cloud-config\npackage_upgrade: true\n":                  true,
		"#cloud-config\npackage_upgrade: false\n":                 false,
		"# yum install -y httpd":                                  false,
		"ls /etc/yum.repos.d":                                     false,
		"apt-get install nginx":                                   false,
		"":                                                        false,
	} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			if got := packagesInstalled(value.Literal(script)); got != want {
				t.Errorf("installed is %v, want %v", got, want)
			}
		})
	}
	if !packagesInstalled(textOf("yum install -y ", "$")) {
		t.Error("a package with an unknown name is one too")
	}
	if packagesInstalled(textOf("echo ", "$")) {
		t.Error("an unknown part is read as a command")
	}
}

func TestProxyInUserData(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]bool{
		"export http_proxy=http://proxy.internal:3128":     true,
		"export HTTPS_PROXY=\"http://10.0.0.5:8080\"":      true,
		"echo proxy=http://10.0.0.5:8080 >> /etc/yum.conf": true,
		"echo 'proxy=$PROXY' >> /etc/dnf/dnf.conf":         true,
		"Environment=\"HTTPS_PROXY=http://10.0.0.5:8080\"": true,
		"no_proxy=169.254.169.254":                         false,
		"http_proxy=\"\"":                                  false,
		"unset http_proxy":                                 false,
		"# http_proxy=http://proxy":                        false,
		"systemctl start kube-proxy":                       false,
	} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			if got := proxyInUserData(value.Literal(script)); got != want {
				t.Errorf("proxy is %v, want %v", got, want)
			}
		})
	}
	if !proxyInUserData(textOf("export https_proxy=", "$")) {
		t.Error("a proxy with an unknown address is one too")
	}
}
