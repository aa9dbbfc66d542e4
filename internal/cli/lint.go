package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

func (a *app) lintCommand() *cobra.Command {
	command := &cobra.Command{
		Use:   "repolint [flags] [path...]",
		Short: "Find out whether closed networks reach what they need, before anything is deployed",
		Long: `Will a host in a closed subnet be able to run yum or dnf, be patched, and be
reached by Session Manager? repolint reads Terraform, CloudFormation,
synthesized CDK apps and snapshots of deployed VPCs (see repolint live), walks
the path from every host to everything it needs
(egress rules, network ACLs, names, routes, endpoints and their policies, its
role), and reports what blocks it: one finding for each root cause, at the line
to change.

Paths are files or folders (default: the working folder). A folder that has the
name of a command is written ./rules.

Exit codes: 0 nothing found; 1 findings at or above --fail-on; 2 wrong usage or
configuration; 3 something could not be read.`,
		Example: `  repolint                                  lint the working folder
  repolint infra --fail-on error            exit with 1 only for errors
  repolint --format sarif=out.sarif --format text
                                            write SARIF, and text to read
  repolint --only s3_gateway_route_missing  use one rule
  repolint --var vpc_id=vpc-0ab1 infra      settle what a variable leaves open
  repolint --environment dev=dev.tfvars --environment prod=prod.tfvars
                                            judge for two environments at once
  repolint paths infra                      see every path and its verdict`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: nil,
		RunE:              func(command *cobra.Command, paths []string) error { return a.lint(command, paths) },
	}
	a.output.addTo(command)
	a.rules.addTo(command)
	a.input.addTo(command)
	return command
}

func (a *app) lint(command *cobra.Command, paths []string) error {
	targets, err := a.output.targets()
	if err != nil {
		return err
	}
	s, err := a.open(paths)
	if err != nil {
		return err
	}
	defer s.close()
	result, err := a.run(command.Context(), s)
	if err != nil {
		return err
	}
	a.sayEmpty(result.Empty, s)
	a.settle(result.Report)
	if err := a.diagnose(result.Report.Diagnostics, s.scope.Tree); err != nil {
		return err
	}
	return a.writeReport(targets, result.Report, s.scope.Tree)
}

// sayEmpty says what was looked for where nothing was found.
func (a *app) sayEmpty(empty bool, s *session) {
	if !empty {
		return
	}
	where := strings.Join(s.scope.Paths, ", ")
	if where == "." {
		where = s.scope.Tree.Name()
	}
	fmt.Fprintf(a.environment.Stderr, "nothing to lint in %s: looked for Terraform (*.tf, *.tofu, also as JSON), "+
		"CloudFormation templates (YAML or JSON with Resources), synthesized CDK apps (cdk.out) and snapshots of deployed VPCs\n", printable(where))
}
