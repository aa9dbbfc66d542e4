package repolint

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/repolint/repolint"

// imports is the table of docs/architecture.md: which package may import which,
// inside the module. A package that is missing here fails the test.
var imports = map[string][]string{
	".":                      {},
	"source":                 {},
	"source/json":            {"source"},
	"value":                  {"source"},
	"destination":            {"value"},
	"policy":                 {"value", "source", "source/json"},
	"graph":                  {"value", "source"},
	"finding":                {"source"},
	"parsers/resource":       {"graph", "value", "source"},
	"parsers/terraform":      {"parsers/resource", "graph", "value", "source", "source/json"},
	"parsers/plan":           {"parsers/terraform", "parsers/resource", "graph", "value", "source", "source/json"},
	"parsers/cloudformation": {"parsers/resource", "graph", "value", "source", "source/json"},
	"parsers/cdk":            {"parsers/cloudformation", "parsers/resource", "graph", "value", "source", "source/json"},
	"parsers/live":           {"parsers/resource", "graph", "value", "source", "source/json"},
	"parsers/live/ec2fake":   {},
	"parsers":                {"parsers/terraform", "parsers/plan", "parsers/cloudformation", "parsers/cdk", "parsers/live", "parsers/resource", "graph", "source"},
	"facts":                  {"graph", "value", "policy", "destination", "source"},
	"rules":                  {},
	"rego":                   {"facts", "finding", "source"},
	"rego/regotest":          {"rego", "facts"},
	"report":                 {"report/sarif", "finding", "source"},
	"report/sarif":           {"finding", "source"},
	"internal/config":        {"destination", "finding", "source", "internal/suggest"},
	"internal/ignore":        {"finding", "source", "graph", "internal/suggest"},
	"internal/lint": {
		"source", "parsers", "parsers/resource", "parsers/terraform", "parsers/cloudformation", "parsers/cdk", "graph",
		"facts", "destination", "rego", "finding", "internal/config", "internal/ignore", "internal/suggest", "value",
	},
	"internal/diagram": {"facts"},
	"internal/docgen":  {"destination", "internal/config", "internal/lint", "rego", "rules", "report", "finding", "source"},
	anywhere:           {},
	"internal/newrule": {},
	"internal/builtin": {"rego", "rules", "finding", "source"},
	"internal/cli": {
		"internal/lint", "internal/config", "internal/diagram", "internal/suggest", "report", "finding", "source", "destination", "internal/builtin", "rego",
		"parsers", "parsers/terraform", "parsers/cloudformation", "parsers/live", "parsers/resource", "value",
	},
	"internal/suggest": {},
	"cmd/repolint":     {"internal/cli"},
	"bench":            {},
}

// anywhere is what every package may import.
const anywhere = "internal/lazyregexp"

// homes says which packages may import a library. A library that is missing here fails the test.
var homes = map[string][]string{
	"github.com/hashicorp/hcl/v2":              {"parsers/terraform"},
	"github.com/zclconf/go-cty":                {"parsers/terraform"},
	"github.com/zclconf/go-cty-yaml":           {"parsers/terraform"},
	"github.com/apparentlymart/go-cidr":        {"parsers/terraform"},
	"gopkg.in/yaml.v3":                         {"parsers/cloudformation", "internal/config"},
	"github.com/open-policy-agent/opa":         {"rego", "rego/regotest"},
	"github.com/owenrumney/go-sarif/v2":        {"report/sarif"},
	"github.com/aws/aws-sdk-go-v2":             {"parsers/live"},
	"github.com/aws/smithy-go":                 {"parsers/live"},
	"github.com/spf13/cobra":                   {"internal/cli"},
	"github.com/bmatcuk/doublestar/v4":         {"source", "parsers/terraform"},
	"github.com/go-git/go-git/v5":              {"source"},
	"golang.org/x/term":                        {"internal/cli"},
	"golang.org/x/sync":                        {"internal/lint"},
	"golang.org/x/text":                        {"report", "parsers/terraform"},
	"github.com/mattn/go-isatty":               {"internal/cli"},
	"github.com/google/go-cmp":                 {"tests"},
	"github.com/rogpeppe/go-internal":          {"tests"},
	"github.com/santhosh-tekuri/jsonschema/v6": {"tests"},
}

// seams are the only files that may hold documents without types.
var seams = []string{"rego/decode.go", "rego/engine.go"}

type goFile struct {
	path, folder string
	test         bool
	content      []byte
	syntax       *ast.File
	set          *token.FileSet
}

// nested are the modules with dependencies of their own, which are tools of the
// project and no part of repolint. What holds for the shape of code holds for them;
// which packages it imports is their own affair.
var nested = []string{"bench/baseline", "scripts/aws-standin"}

func goFiles(t *testing.T) []goFile {
	t.Helper()
	return goFilesOf(t, ".")
}

// everyGoFile lists those of the nested modules as well.
func everyGoFile(t *testing.T) []goFile {
	t.Helper()
	files := goFiles(t)
	for _, folder := range nested {
		files = append(files, goFilesOf(t, folder)...)
	}
	return files
}

func goFilesOf(t *testing.T, root string) []goFile {
	t.Helper()
	var files []goFile
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if skipped := entry.Name(); name != root && (strings.HasPrefix(skipped, ".") || skipped == "testdata" || skipped == "node_modules" || nestedModule(name)) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		syntax, err := parser.ParseFile(set, name, content, parser.ParseComments)
		if err != nil {
			return err
		}
		slash := filepath.ToSlash(name)
		files = append(files, goFile{slash, path.Dir(slash), strings.HasSuffix(slash, "_test.go"), content, syntax, set})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func nestedModule(folder string) bool {
	return slices.Contains(nested, filepath.ToSlash(folder))
}

func TestNestedModulesAreListed(t *testing.T) {
	t.Parallel()
	var found []string
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Name() == "go.mod" && name != "go.mod" && !strings.Contains(filepath.ToSlash(name), "node_modules/") {
			found = append(found, path.Dir(filepath.ToSlash(name)))
		}
		return err
	})
	if err != nil || !slices.Equal(found, nested) {
		t.Errorf("nested modules are %v (%v), listed are %v", found, err, nested)
	}
}

func TestPackagesImportOnlyWhatTheTableAllows(t *testing.T) {
	t.Parallel()
	for _, file := range goFiles(t) {
		if file.test {
			continue
		}
		allowed, listed := imports[file.folder]
		if !listed {
			t.Errorf("%s: package %s is not in the import table", file.path, file.folder)
			continue
		}
		for _, spec := range file.syntax.Imports {
			inside, ok := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), module+"/")
			if ok && inside != anywhere && !slices.Contains(allowed, inside) {
				t.Errorf("%s imports %s, which the import table does not allow", file.path, inside)
			}
		}
	}
}

// A regular expression that is compiled late has its error late.
func TestEveryRegularExpressionCompiles(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, file := range goFiles(t) {
		ast.Inspect(file.syntax, func(node ast.Node) bool {
			call, ok := node.(*ast.CallExpr)
			if !ok || len(call.Args) != 1 {
				return true
			}
			function, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			switch name, _ := function.X.(*ast.Ident); {
			case name == nil || file.test:
			case name.Name == "regexp" && function.Sel.Name == "MustCompile" && file.folder != anywhere && file.folder != "internal/newrule":
				t.Errorf("%s: every start compiles it: use lazyregexp.New", file.set.Position(call.Pos()))
			case name.Name == "lazyregexp" && function.Sel.Name == "New":
				seen++
				if _, err := regexp.Compile(textOf(t, call.Args[0])); err != nil {
					t.Errorf("%s: %v", file.set.Position(call.Pos()), err)
				}
			}
			return true
		})
	}
	if seen < 50 {
		t.Errorf("%d regular expressions seen", seen)
	}
}

// textOf joins the literal texts of an expression; a name in it stands for one letter.
func textOf(t *testing.T, expression ast.Expr) string {
	t.Helper()
	switch expression := expression.(type) {
	case *ast.BinaryExpr:
		return textOf(t, expression.X) + textOf(t, expression.Y)
	case *ast.BasicLit:
		text, err := strconv.Unquote(expression.Value)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	return "x"
}

func TestEveryLibraryHasOneHome(t *testing.T) {
	t.Parallel()
	for _, file := range goFiles(t) {
		for _, spec := range file.syntax.Imports {
			imported := strings.Trim(spec.Path.Value, `"`)
			first, _, _ := strings.Cut(imported, "/")
			if !strings.Contains(first, ".") || strings.HasPrefix(imported, module) {
				continue
			}
			library, ok := libraryOf(imported)
			switch {
			case !ok:
				t.Errorf("%s imports %s, which has no home in the table", file.path, imported)
			case file.test || slices.Contains(homes[library], file.folder):
			default:
				t.Errorf("%s imports %s, whose home is %v", file.path, imported, homes[library])
			}
		}
	}
}

func libraryOf(imported string) (string, bool) {
	for library := range homes {
		if imported == library || strings.HasPrefix(imported, library+"/") {
			return library, true
		}
	}
	return "", false
}

func TestUntypedDocumentsStayInTheSeams(t *testing.T) {
	t.Parallel()
	for _, file := range everyGoFile(t) {
		if file.test || slices.Contains(seams, file.path) {
			continue
		}
		for _, pattern := range []string{"map[string]any", "map[string]interface{}"} {
			if bytes.Contains(file.content, []byte(pattern)) {
				t.Errorf("%s: %s belongs to %v only", file.path, pattern, seams)
			}
		}
	}
}

func TestNothingDefeatsTheLinker(t *testing.T) {
	t.Parallel()
	for _, file := range goFiles(t) {
		for _, spec := range file.syntax.Imports {
			if imported := strings.Trim(spec.Path.Value, `"`); !file.test && (imported == "text/template" || imported == "html/template") {
				t.Errorf("%s imports %s, which keeps every exported method in the binary", file.path, imported)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	t.Parallel()
	documented := map[string]bool{}
	for _, file := range everyGoFile(t) {
		home := path.Base(file.path) == "doc.go" || file.syntax.Name.Name == "main"
		documented[file.folder] = documented[file.folder] || (home && file.syntax.Doc != nil)
	}
	for folder, ok := range documented {
		if !ok {
			t.Errorf("%s has no doc.go with a package comment", folder)
		}
	}
}

func TestExportedNamesAreDocumented(t *testing.T) {
	t.Parallel()
	for _, file := range everyGoFile(t) {
		if file.test || file.folder == "cmd/repolint" {
			continue
		}
		for _, declaration := range file.syntax.Decls {
			switch d := declaration.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
					t.Errorf("%s: %s has no comment", file.set.Position(d.Pos()), d.Name.Name)
				}
			case *ast.GenDecl:
				undocumented(t, file, d)
			}
		}
	}
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	kind := d.Recv.List[0].Type
	for {
		switch x := kind.(type) {
		case *ast.StarExpr:
			kind = x.X
		case *ast.IndexExpr:
			kind = x.X
		case *ast.IndexListExpr:
			kind = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return false
		}
	}
}

// undocumented reports exported types without a comment, and groups of exported
// constants or variables without one.
func undocumented(t *testing.T, file goFile, d *ast.GenDecl) {
	t.Helper()
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
				t.Errorf("%s: %s has no comment", file.set.Position(s.Pos()), s.Name.Name)
			}
		case *ast.ValueSpec:
			if s.Names[0].IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
				t.Errorf("%s: %s has no comment", file.set.Position(s.Pos()), s.Names[0].Name)
			}
		}
	}
}

// The budgets, with the shares that docs/design/0002-budgets.md explains.
const (
	longestFile        = 600
	fileAt95           = 350
	longestFunction    = 95
	functionAt95       = 52
	forbiddenFileNames = "types.go helpers.go common.go utils.go util.go misc.go"
)

func TestFilesAndFunctionsStayWithinTheBudgets(t *testing.T) {
	t.Parallel()
	var files, functions []int
	for _, file := range everyGoFile(t) {
		if file.test || ast.IsGenerated(file.syntax) {
			continue
		}
		if strings.Contains(forbiddenFileNames, path.Base(file.path)) {
			t.Errorf("%s: name the file after its noun", file.path)
		}
		lines := bytes.Count(file.content, []byte("\n"))
		if files = append(files, lines); lines > longestFile {
			t.Errorf("%s has %d lines, more than %d", file.path, lines, longestFile)
		}
		for _, declaration := range file.syntax.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok {
				continue
			}
			start, end := file.set.Position(function.Pos()), file.set.Position(function.End())
			length := end.Line - start.Line + 1
			if functions = append(functions, length); length > longestFunction {
				t.Errorf("%s: %s has %d lines, more than %d", start, function.Name.Name, length, longestFunction)
			}
		}
	}
	if got := at95(files); got > fileAt95 {
		t.Errorf("the 95th percentile of file lengths is %d, more than %d", got, fileAt95)
	}
	if got := at95(functions); got > functionAt95 {
		t.Errorf("the 95th percentile of function lengths is %d, more than %d", got, functionAt95)
	}
}

func at95(lengths []int) int {
	slices.Sort(lengths)
	return lengths[len(lengths)*95/100]
}

func TestOneMainPackage(t *testing.T) {
	t.Parallel()
	var mains []string
	for _, file := range goFiles(t) {
		if !file.test && file.syntax.Name.Name == "main" {
			mains = append(mains, file.folder)
		}
	}
	slices.Sort(mains)
	if mains = slices.Compact(mains); !slices.Equal(mains, []string{"cmd/repolint"}) {
		t.Errorf("main packages are %v; pre-commit installs every one, so there is only cmd/repolint", mains)
	}
}

// nodeTypes names the Go type behind every graph.Kind, and notExpressible the
// kinds a dialect has no resource for, with the reason.
var (
	nodeTypes = map[string]string{
		"KindVPC": "VPC", "KindSubnet": "Subnet", "KindRouteTable": "RouteTable", "KindRoute": "Route",
		"KindRouteTableAssociation": "RouteTableAssociation", "KindGateway": "Gateway", "KindNATGateway": "NATGateway",
		"KindEndpoint": "Endpoint", "KindEndpointAssociation": "EndpointAssociation", "KindEndpointPolicy": "EndpointPolicy",
		"KindSecurityGroup": "SecurityGroup", "KindSecurityGroupRule": "SecurityGroupRule", "KindNetworkACL": "NetworkACL",
		"KindNetworkACLEntry": "NetworkACLEntry", "KindNetworkACLAssociation": "NetworkACLAssociation",
		"KindPrefixList": "PrefixList", "KindHost": "Host", "KindLaunchTemplate": "LaunchTemplate",
		"KindOccupant": "Occupant", "KindRole": "Role", "KindInstanceProfile": "InstanceProfile", "KindIntent": "Intent",
		"KindPublicAccessBlock": "PublicAccessBlock",
		"KindHostedZone":        "HostedZone", "KindDNSRecord": "DNSRecord", "KindDNSProfile": "DNSProfile", "KindResolverRule": "ResolverRule", "KindDHCPOptions": "DHCPOptions",
		"KindDNSFirewall": "DNSFirewall", "KindDNSFirewallRule": "DNSFirewallRule", "KindDomainList": "DomainList", "KindDNSAssociation": "DNSAssociation",
		"KindUser": "User", "KindUserGroup": "UserGroup", "KindAccessKey": "AccessKey", "KindActivation": "Activation",
		"KindHostManagement": "HostManagement",
	}
	notExpressible = map[string]map[string]string{
		"parsers/terraform": {},
		"parsers/cloudformation": {
			"KindEndpointAssociation": "an endpoint's tables, subnets and groups are properties of AWS::EC2::VPCEndpoint",
			"KindEndpointPolicy":      "an endpoint's policy is a property of AWS::EC2::VPCEndpoint",
			"KindActivation":          "CloudFormation has no type for activations",
			"KindHostManagement":      "CloudFormation has no type for service settings",
		},
		"parsers/live": {
			"KindEndpointAssociation": "an endpoint's tables, subnets and groups are in DescribeVpcEndpoints",
			"KindEndpointPolicy":      "an endpoint's policy is in DescribeVpcEndpoints",
			"KindLaunchTemplate":      "what was launched from a template is an instance",
			"KindIntent":              "EC2 shows nothing of Systems Manager",
			"KindActivation":          "EC2 shows nothing of Systems Manager",
			"KindRole":                "EC2 shows nothing of IAM",
			"KindInstanceProfile":     "EC2 shows the name of a profile and nothing of its role",
			"KindUser":                "EC2 shows nothing of IAM",
			"KindUserGroup":           "EC2 shows nothing of IAM",
			"KindAccessKey":           "EC2 shows nothing of IAM",
			"KindDNSRecord":           "EC2 shows nothing of Route 53",
			"KindDNSProfile":          "EC2 shows nothing of Route 53",
			"KindResolverRule":        "EC2 shows nothing of Route 53",
			"KindDNSFirewall":         "EC2 shows nothing of Route 53",
			"KindDNSFirewallRule":     "EC2 shows nothing of Route 53",
			"KindDomainList":          "EC2 shows nothing of Route 53",
		},
	}
)

func TestEveryKindIsLoweredByEveryDialect(t *testing.T) {
	t.Parallel()
	made := map[string]map[string]bool{}
	kinds := map[string]bool{}
	for _, file := range goFiles(t) {
		if file.path == "graph/kind.go" {
			for _, name := range constantsOf(file.syntax, "Kind") {
				kinds[name] = true
			}
		}
		if _, dialect := notExpressible[file.folder]; !dialect || file.test {
			continue
		}
		ast.Inspect(file.syntax, func(node ast.Node) bool {
			literal, ok := node.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if selector, ok := literal.Type.(*ast.SelectorExpr); ok {
				if made[file.folder] == nil {
					made[file.folder] = map[string]bool{}
				}
				made[file.folder][selector.Sel.Name] = true
			}
			return true
		})
	}
	if len(kinds) != len(nodeTypes) {
		t.Errorf("graph has %d kinds, the table of this test %d", len(kinds), len(nodeTypes))
	}
	for dialect, reasons := range notExpressible {
		for kind := range kinds {
			lowered := made[dialect][nodeTypes[kind]]
			if _, excused := reasons[kind]; lowered == excused {
				t.Errorf("%s: %s is lowered: %t, listed as not expressible: %t", dialect, kind, lowered, excused)
			}
		}
	}
}

// constantsOf lists the exported constants whose names start with prefix.
func constantsOf(file *ast.File, prefix string) []string {
	var names []string
	for _, declaration := range file.Decls {
		group, ok := declaration.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			for _, name := range spec.(*ast.ValueSpec).Names {
				if strings.HasPrefix(name.Name, prefix) {
					names = append(names, name.Name)
				}
			}
		}
	}
	return names
}
