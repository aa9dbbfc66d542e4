package facts

import (
	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/value"
)

// imagePatterns read public parameter paths and AMI names. All texts are lower
// case. The paths are documented per service:
// https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html,
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html,
// https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html.
var imagePatterns = []textPattern{
	{osAL2023, "2023", imageName(`al2023-(ami|\*)|al2023\*|amazon-linux-2023|amazon linux 2023|amazon-eks-node-al2023`)},
	// An EKS image name without a family in front of the Kubernetes version is Amazon Linux 2's.
	{osAL2, "amzn2 amazon", imageName(`amzn2-(ami|\*)|amzn2\*|amazon[- ]linux[- ]2($|[^0-9])|amazon-eks-node-[0-9` + blank + `]|amazon-eks-(arm64|gpu)-node-[0-9*` + blank + `]`)},
	{osAL1, "amzn-ami- amazon-linux/", imageName(`amzn-ami-|amazon-linux/`)},
	{osBottlerocket, "bottlerocket", imageName(`bottlerocket`)},
	{osWindows, "windows", imageName(`windows_server-|ami-windows-latest/`)},
	{osUbuntu, "ubuntu", imageName(`ubuntu/|ubuntu-`)},
	{osDebian, "debian", imageName(`debian-|service/debian/`)},
	{osSUSE, "suse sles", imageName(`suse-sles|service/suse/|sles-?[0-9]`)},
	{osRHEL, "rhel", imageName(`rhel[-_][a-z0-9*]|rhel[0-9]`)},
	{osOther, "macos centos rocky alma fedora", imageName(`amzn-ec2-macos|centos|rocky-|almalinux|fedora-`)},
}

// imageName makes a pattern that begins a name: after the text's start, a separator or an anchor.
func imageName(names string) *lazyregexp.Regexp {
	return lazyregexp.New(`(?:^|[^a-z0-9])(?:` + names + `)`)
}

// platformPatterns read EKS AMI types, AWS Batch image types, Elastic Beanstalk
// solution stacks, Cloud9 images, EMR release labels, and what EC2 bills an instance as
// (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/billing-info-fields.html). EMR 7 runs on Amazon Linux 2023, 6 and
// 5.30 on Amazon Linux 2, older ones on Amazon Linux 1
// (https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-default-ami.html).
var platformPatterns = []textPattern{
	{osAL2023, "2023 emr-", lazyregexp.New(`(^|_)al2023(_|$)|amazon linux 2023|amazonlinux-2023|^emr-([7-9]|[1-9][0-9])\.`)},
	{osAL2, "al2 linux emr-", lazyregexp.New(`(^|_)al2(_|$)|amazon linux 2($|[^0-9])|amazonlinux-2-|^emr-(6|5\.3[0-9])\.`)},
	{osAL1, "al1 linux emr-", lazyregexp.New(`(^|_)al1(_|$)|amazon linux(/| 201[0-9])|amazonlinux-1-|^emr-([34]\.|5\.[0-9]\.|5\.[12][0-9]\.)`)},
	{osBottlerocket, "bottlerocket", lazyregexp.New(`bottlerocket`)},
	{osWindows, "windows", lazyregexp.New(`^windows|64bit windows`)},
	{osUbuntu, "ubuntu", lazyregexp.New(`(^|/)ubuntu-|^ubuntu pro$`)},
	{osRHEL, "red hat", lazyregexp.New(`^red hat `)},
	{osSUSE, "suse", lazyregexp.New(`^suse linux`)},
}

// scriptPatterns read user data.
var scriptPatterns = []textPattern{
	{osAL2, "amazon-linux-extras", lazyregexp.New(`\bamazon-linux-extras\b`)},
	{osWindows, "<powershell>", lazyregexp.New(`<powershell>`)},
	{osSUSE, "zypper", lazyregexp.New(`(?m)\bzypper\s`)},
	{osRHEL, "subscription-manager", lazyregexp.New(`\bsubscription-manager\s`)},
}

var (
	aptCommand     = textPattern{osDebian, "apt", lazyregexp.New(`\bapt(-get)?\s+(-\S+\s+)*(install|update|upgrade|dist-upgrade)\b`)}
	ubuntuName     = lazyregexp.New(`\bubuntu\b`)
	dnfCommand     = textPattern{osAL2023, "dnf", lazyregexp.New(`(?m)(^|[\s;&|(/])dnf\s`)}
	packageCommand = textPattern{words: "yum dnf amazon-linux-extras package", pattern: lazyregexp.New(`(?m)(^|[\s;&|([/"'])(yum|dnf|microdnf)(["',\s]+-[^\s"',]+)*["',\s]+(install|localinstall|groupinstall|reinstall|update|upgrade|check-update|makecache|swap|distro-sync)\b` +
		`|\bamazon-linux-extras\s+(install|enable)\b` +
		`|^\s*(-\s*)?(packages:|package_(update|upgrade):\s*(true|yes))` +
		`|(^|[{,])\s*["'](packages["']\s*:|package_(update|upgrade)["']\s*:\s*(true|yes))`)}
	proxySetting = textPattern{words: "proxy", pattern: lazyregexp.New(`(?m)\b(https?|all)_proxy["']?\s*[=:]\s*["']?[^"'\s]` +
		`|(^|[\s"'])proxy\s*=\s*["']?(https?:|` + blank + `|\$)`)}
)

// packagesInstalled reports whether user data runs the package manager of an
// Amazon Linux host, by itself or through cloud-init.
func packagesInstalled(userData value.Text) bool {
	return packageCommand.matches(withoutComments(literalParts(userData)))
}

// proxyInUserData reports whether user data sets a proxy, which carries requests
// past the path that facts walks.
func proxyInUserData(userData value.Text) bool {
	return proxySetting.matches(withoutComments(literalParts(userData)))
}
