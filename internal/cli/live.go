package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/parsers/live"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/report"
	"github.com/repolint/repolint/source"
)

// accountFlags say what is read of which account.
type accountFlags struct {
	access  live.Access
	vpcs    []string
	timeout time.Duration
}

func (f *accountFlags) addTo(command *cobra.Command) {
	flags := command.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.access.Region, "region", "", "read the region `REGION` (default: that of the AWS configuration)")
	flags.StringVar(&f.access.Profile, "profile", "", "use the credentials of the AWS profile `NAME`")
	flags.StringSliceVar(&f.vpcs, "vpc", nil, "read only the VPCs `ID[,ID]` (repeatable; default: all of the region)")
	flags.DurationVar(&f.timeout, "timeout", 2*time.Minute, "give up reading after `DURATION`")
}

func (a *app) liveCommand() *cobra.Command {
	command := &cobra.Command{
		Use:     "live [flags]",
		GroupID: groupNetwork,
		Short:   "Judge the VPCs of an account as they are deployed, read-only",
		Long: `Ask Amazon EC2 what the VPCs of a region are made of, and judge them by the same
rules as templates. Nothing is ever changed: every call describes. What the
credentials may not ask, and what EC2 does not know (the rights of roles, hosted
zones, the state of Systems Manager), is left open.

To lint in a pipeline, or to get SARIF, keep a snapshot and lint that.`,
		Example: `  repolint live --region eu-west-1
  repolint live --vpc vpc-0123456789abcdef0 --show-inconclusive`,
		Args: cobra.NoArgs,
	}
	account := &accountFlags{}
	account.addTo(command)
	a.output.addTo(command)
	a.rules.addTo(command)
	a.input.addConfig(command)
	command.RunE = func(command *cobra.Command, _ []string) error { return a.live(command.Context(), account) }
	return command
}

func (a *app) live(ctx context.Context, account *accountFlags) error {
	targets, err := a.output.targets()
	if err != nil {
		return err
	}
	for _, t := range targets {
		if t.format == report.SARIF {
			return errors.New("--format sarif needs a file to point at: write one with `repolint snapshot -o vpc.json`, and lint that")
		}
	}
	s, err := a.open(nil)
	if err != nil {
		return err
	}
	defer s.close()
	options, err := a.options(s)
	if err != nil {
		return err
	}
	network, err := a.readNetwork(ctx, account)
	if network == nil || err != nil {
		return err
	}
	options.Networks = []resource.Component{network.Component()}
	result, err := lint.Run(ctx, options)
	if err != nil {
		return &failure{err}
	}
	a.settle(result.Report)
	if err := a.diagnose(result.Report.Diagnostics, s.scope.Tree); err != nil {
		return err
	}
	return a.writeReport(targets, result.Report, s.scope.Tree)
}

func (a *app) snapshotCommand() *cobra.Command {
	command := &cobra.Command{
		Use:     "snapshot [flags]",
		GroupID: groupNetwork,
		Short:   "Keep what is deployed in a file, to be linted without credentials",
		Long: `Ask Amazon EC2 what the VPCs of a region are made of, and write it as one JSON
file. ` + "`repolint FILE`" + `, or a folder that holds it, lints it like a template: in a
pipeline, without credentials, with lines to point at.

User data is never read, and of tags only those that repolint uses are kept. Ids,
addresses, names and endpoint policies are in the file.`,
		Example: `  repolint snapshot --region eu-west-1 -o vpc.json
  repolint vpc.json`,
		Args: cobra.NoArgs,
	}
	account := &accountFlags{}
	account.addTo(command)
	output := command.Flags().StringP("output", "o", "", "write to `FILE` (default: stdout)")
	command.RunE = func(command *cobra.Command, _ []string) error {
		return a.snapshot(command.Context(), account, *output)
	}
	return command
}

func (a *app) snapshot(ctx context.Context, account *accountFlags, file string) error {
	network, err := a.readNetwork(ctx, account)
	if network == nil || err != nil {
		return err
	}
	if err := a.diagnose(network.Diagnostics(source.Range{}), nil); err != nil {
		return err
	}
	if err := a.deliver(file, network.Snapshot()); err != nil {
		return &failure{err}
	}
	return nil
}

// readNetwork reads what the flags ask for; nil where there is nothing.
func (a *app) readNetwork(ctx context.Context, account *accountFlags) (*live.Network, error) {
	ctx, stop := context.WithTimeout(ctx, account.timeout)
	defer stop()
	api, region, err := live.Connect(ctx, account.access)
	if errors.Is(err, live.ErrNoRegion) {
		return nil, err
	} else if err != nil {
		return nil, &failure{err}
	}
	network, err := live.Read(ctx, api, region, account.vpcs)
	if err != nil {
		return nil, &failure{err}
	}
	if missing := network.Missing(); len(missing) > 0 {
		return nil, &failure{fmt.Errorf("there is no %s in %s: check the id, the region and the profile", strings.Join(missing, " and no "), region)}
	}
	if network.Count(live.DescribeVpcs) == 0 {
		fmt.Fprintf(a.environment.Stderr, "nothing to lint: the account has no VPC in %s; is it the region you mean?\n", printable(region))
		return nil, nil
	}
	return network, nil
}
