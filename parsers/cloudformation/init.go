package cloudformation

import (
	"strings"

	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

// script is what a machine runs at its first boot: its user data, and what the
// user data has cfn-init do, which is written in the metadata of the resource or
// of the group that starts it
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-init.html).
func (l *lowering) script(userData value.Value, owners ...*resource.Resource) value.Of[value.Text] {
	if !literally(userData, "cfn-init") {
		return value.UnprintedTextOf(userData)
	}
	var b initScript
	for _, owner := range owners {
		d := l.stacks[string(owner.ID())]
		b.read(d.stack.evaluate(d.body.get("Metadata").get("AWS::CloudFormation::Init")))
	}
	if len(b.lines) == 0 {
		return value.UnprintedTextOf(userData)
	}
	return value.UnprintedTextOf(distribute(userData.Range, []value.Value{userData}, func(values []value.Value) value.Value {
		return concat(userData.Range, "\n", append([]value.Value{values[0]}, b.lines...))
	}))
}

// groupsOf are the groups that start their machines from a template.
func (l *lowering) groupsOf(r *resource.Resource) []*resource.Resource {
	const group = "AWS::AutoScaling::AutoScalingGroup"
	users := l.attached(group, "LaunchConfigurationName", r)
	users = append(users[:len(users):len(users)], l.attached(group, "LaunchTemplate", r)...)
	return append(users, l.attached(group, "MixedInstancesPolicy", r)...)
}

// initScript writes what cfn-init does as the commands that would do the same.
type initScript struct{ lines []value.Value }

// installers are the commands behind the package managers that cfn-init knows.
var installers = map[string]string{"yum": "yum install -y ", "apt": "apt-get install -y ", "zypper": "zypper install -y "}

func (b *initScript) read(v value.Value) {
	for _, config := range v.Entries {
		for _, manager := range dig(config.Value, "packages").Entries {
			for _, name := range manager.Value.Entries {
				if command := installers[manager.Key]; command != "" {
					b.add(value.OfString(command+name.Key, name.KeyRange))
				}
			}
		}
		for _, command := range dig(config.Value, "commands").Entries {
			b.command(dig(command.Value, "command"))
		}
		for _, file := range dig(config.Value, "files").Entries {
			if strings.HasPrefix(file.Key, "/etc/") {
				b.add(dig(file.Value, "content"))
			}
		}
	}
}

// command takes a command line, or the list of its words.
func (b *initScript) command(v value.Value) {
	if v.Kind == value.List {
		v = concat(v.Range, " ", v.Items)
	}
	b.add(v)
}

func (b *initScript) add(v value.Value) {
	if v.Kind == value.String {
		b.lines = append(b.lines, v)
	}
}
