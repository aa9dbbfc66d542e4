package cli

import (
	"bytes"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/repolint/repolint/internal/diagram"
	"github.com/repolint/repolint/internal/lint"
)

func (a *app) graphCommand() *cobra.Command {
	command := &cobra.Command{
		Use:     "graph [flags] [path...]",
		GroupID: groupNetwork,
		Short:   "Draw each VPC with its hosts and their ways, the broken hop marked",
		Long: `Draw each VPC with its subnets, hosts, security groups, route tables and endpoints.
What breaks a path is red, what nobody can tell before deployment dashed. Subnets
and hosts that fare alike are drawn once.`,
		Example: `  repolint graph --blocked-only --format markdown infra
  repolint graph --format dot infra | dot -Tsvg > network.svg`,
	}
	format := &choice{"mermaid", []string{"mermaid", "markdown", "dot"}}
	blockedOnly := false
	flags := command.Flags()
	flags.SortFlags = false
	flags.Var(format, "format", "write as `FMT`: mermaid, markdown (Mermaid in a fence, for a pull request) or dot")
	flags.BoolVar(&blockedOnly, "blocked-only", false, "draw only the paths that are blocked, and what they meet")
	_ = command.RegisterFlagCompletionFunc("format", format.complete)
	a.output.addIncomplete(command)
	a.input.addTo(command)
	command.RunE = func(command *cobra.Command, paths []string) error {
		return a.graph(command.Context(), format.value, blockedOnly, paths)
	}
	return command
}

func (a *app) graph(ctx context.Context, format string, blockedOnly bool, paths []string) error {
	return a.inspect(ctx, paths, lint.Facts, func(out *bytes.Buffer, found *lint.Inspection) error {
		networks := make([]diagram.Network, 0, len(found.Components))
		for _, component := range found.Components {
			name := component.Name
			if component.Environment != "" {
				name += "@" + component.Environment
			}
			networks = append(networks, diagram.Network{Name: name, Document: component.Document})
		}
		drawing := diagram.Draw(networks, blockedOnly)
		if drawing.Empty() && !found.Empty {
			fmt.Fprintln(a.environment.Stderr, "nothing to draw: "+map[bool]string{true: "no path is blocked", false: "no subnets, hosts or endpoints"}[blockedOnly])
			return nil
		}
		switch format {
		case "dot":
			out.WriteString(drawing.DOT())
		case "markdown":
			out.WriteString("```mermaid\n" + drawing.Mermaid() + "```\n")
		default:
			out.WriteString(drawing.Mermaid())
		}
		return nil
	})
}
