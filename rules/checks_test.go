package rules_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// check is one thing that can keep a closed host from its packages or from
// Systems Manager, with the grade of what it does: error, warning, information, or
// unknown for what has to stay open. rules report it or use fact, a column of the
// tables that rules see; one that has neither says why not, and a public source.
type check struct {
	id, grade   string
	rules       string
	fact        string
	why, source string
}

// checks are all that is known to go wrong on the way.
var checks = []check{
	{id: "net-closed", grade: "information", rules: "s3_gateway_route_missing", fact: "paths.internet_path"},
	{id: "net-unknown-egress", grade: "unknown", rules: "s3_gateway_route_missing", fact: "paths.internet_path"},
	{id: "net-nat-dead", grade: "error", rules: "nat_gateway_dead_end"},
	{id: "net-proxy", grade: "unknown", rules: "s3_gateway_route_missing", fact: "hosts.uses_proxy"},
	{id: "s3-endpoint-missing", grade: "error", rules: "s3_gateway_route_missing"},
	{id: "s3-endpoint-not-associated", grade: "error", rules: "s3_gateway_route_missing"},
	{id: "s3-endpoint-no-tables", grade: "error", rules: "s3_gateway_endpoint_unattached"},
	{id: "s3-main-table-only", grade: "unknown", rules: "s3_gateway_route_missing", fact: "subnets.route_table"},
	{
		id: "s3-endpoint-double-assoc", grade: "warning",
		why:    "a route table that an endpoint lists and an association names too is one route in the network; that plans flap is Terraform's matter",
		source: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_endpoint_route_table_association",
	},
	{id: "s3-interface-only", grade: "error", rules: "s3_interface_endpoint_only"},
	{id: "s3-inbound-only-without-gateway", grade: "error", rules: "s3_interface_endpoint_only"},
	{id: "s3-two-policies", grade: "warning", rules: "endpoint_policy_blocks_patch_manager endpoint_policy_blocks_agent_updates", fact: "interface_endpoints.inbound_resolver_only"},
	{id: "s3-wrong-region", grade: "error", rules: "s3_gateway_endpoint_wrong_region"},
	{id: "s3-ipv6-bypass", grade: "information", rules: "endpoint_policy_blocks_al2023_repos", fact: "subnets.ipv6_cidr"},
	{id: "repo-policy-anonymous", grade: "error", rules: "endpoint_policy_blocks_al2023_repos endpoint_policy_blocks_amazonlinux2_repos endpoint_policy_blocks_al1_repos"},
	{id: "repo-policy-principal-cond", grade: "error", rules: "endpoint_policy_blocks_al2023_repos endpoint_policy_blocks_amazonlinux2_repos endpoint_policy_blocks_al1_repos"},
	{id: "repo-policy-resource-cond", grade: "error", rules: "endpoint_policy_blocks_al2023_repos endpoint_policy_blocks_amazonlinux2_repos endpoint_policy_blocks_al1_repos"},
	{id: "repo-policy-deny", grade: "error", rules: "endpoint_policy_blocks_al2023_repos endpoint_policy_blocks_amazonlinux2_repos endpoint_policy_blocks_al1_repos"},
	{id: "repo-policy-principal-form", grade: "error", rules: "endpoint_policy_blocks_al2023_repos endpoint_policy_invalid"},
	{id: "repo-policy-bucket-arn-only", grade: "error", rules: "endpoint_policy_blocks_al2023_repos endpoint_policy_blocks_amazonlinux2_repos"},
	{id: "repo-policy-prefix-too-narrow", grade: "warning", rules: "endpoint_policy_blocks_al2023_repos endpoint_policy_blocks_amazonlinux2_repos"},
	{id: "repo-policy-wrong-region", grade: "error", rules: "endpoint_policy_blocks_al2023_repos endpoint_policy_blocks_amazonlinux2_repos"},
	{id: "repo-policy-wrong-partition", grade: "error", rules: "endpoint_policy_blocks_al2023_repos endpoint_policy_blocks_amazonlinux2_repos"},
	{id: "repo-policy-wrong-os", grade: "error", rules: "endpoint_policy_blocks_al2023_repos endpoint_policy_blocks_amazonlinux2_repos endpoint_policy_blocks_al1_repos"},
	{id: "repo-policy-suffix", grade: "error", rules: "endpoint_policy_blocks_al2023_repos"},
	{id: "repo-policy-action", grade: "error", rules: "endpoint_policy_blocks_al2023_repos endpoint_policy_blocks_amazonlinux2_repos"},
	{id: "repo-policy-secure-transport", grade: "warning", rules: "endpoint_policy_blocks_al1_repos endpoint_policy_blocks_amazonlinux2_repos"},
	{id: "repo-policy-sourceip", grade: "error", rules: "endpoint_policy_blocks_al2023_repos endpoint_policy_invalid"},
	{id: "patch-policy-anonymous", grade: "error", rules: "endpoint_policy_blocks_patch_manager"},
	{id: "patch-policy-snapshot", grade: "error", rules: "endpoint_policy_blocks_patch_manager"},
	{id: "agent-policy-update", grade: "warning", rules: "endpoint_policy_blocks_agent_updates"},
	{id: "policy-account-only-list", grade: "error", rules: "endpoint_policy_blocks_al2023_repos endpoint_policy_blocks_patch_manager"},
	{id: "policy-size", grade: "error", rules: "endpoint_policy_invalid"},
	{id: "policy-cond-syntax", grade: "error", rules: "endpoint_policy_invalid"},
	{id: "policy-cdk-addtopolicy", grade: "error", rules: "endpoint_policy_blocks_al2023_repos endpoint_policy_blocks_amazonlinux2_repos"},
	{
		id: "policy-region-wildcard", grade: "information",
		why:    "a wildcard in place of the region lets the right bucket through; it is advice against buckets of strangers, and the fixes here name the region",
		source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html",
	},
	{id: "policy-too-open", grade: "warning", rules: "endpoint_policy_too_open"},
	{id: "sg-egress-none", grade: "error", rules: "egress_https_missing"},
	{id: "sg-egress-s3-443", grade: "error", rules: "egress_https_missing"},
	{id: "sg-egress-s3-80", grade: "error", rules: "egress_http_missing"},
	{id: "sg-egress-prefix-wrong", grade: "error", rules: "egress_prefix_list_wrong"},
	{id: "sg-egress-vpce-443", grade: "error", rules: "egress_endpoint_https_missing"},
	{id: "sg-endpoint-ingress-443", grade: "error", rules: "endpoint_ingress_https_missing"},
	{id: "sg-endpoint-default", grade: "error", rules: "endpoint_ingress_https_missing"},
	{id: "sg-default-stripped", grade: "error", rules: "egress_https_missing"},
	{id: "sg-rule-conflict", grade: "warning", rules: "egress_https_missing", fact: "egress_rules.inline"},
	{id: "sg-cfn-standalone-egress", grade: "unknown", rules: "egress_https_missing", fact: "security_groups.implicit_egress"},
	{id: "nacl-out", grade: "error", rules: "network_acl_blocks_path"},
	{id: "nacl-in-ephemeral", grade: "error", rules: "network_acl_blocks_path"},
	{id: "nacl-endpoint-subnet", grade: "error", rules: "network_acl_blocks_path"},
	{id: "nacl-empty", grade: "error", rules: "network_acl_blocks_path"},
	{id: "dns-support-off", grade: "error", rules: "vpc_dns_disabled"},
	{id: "dns-hostnames-off", grade: "error", rules: "vpc_dns_disabled"},
	{id: "dns-custom-dhcp", grade: "unknown", rules: "endpoint_private_dns_disabled", fact: "dhcp_options.resolvers"},
	{id: "dns-firewall", grade: "warning", rules: "dns_firewall_blocks_path"},
	{id: "ssm-endpoint-missing", grade: "error", rules: "ssm_endpoint_missing"},
	{id: "ssmmessages-missing", grade: "error", rules: "ssm_endpoint_missing"},
	{id: "ec2messages-missing", grade: "warning", rules: "ssm_endpoint_missing"},
	{id: "ec2messages-unavailable", grade: "error", rules: "ec2messages_unavailable"},
	{id: "ssm-private-dns-off", grade: "error", rules: "endpoint_private_dns_disabled"},
	{id: "ssm-endpoint-no-subnet", grade: "error", rules: "ssm_endpoint_missing"},
	{id: "ssm-endpoint-type", grade: "error", rules: "interface_endpoint_type_missing"},
	{
		id: "ssm-endpoint-single-az", grade: "information",
		why:    "an endpoint in one zone answers in all of them; that the zone may fail is a matter of availability and not of reach",
		source: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
	},
	{id: "ssm-endpoint-policy", grade: "error", rules: "endpoint_policy_blocks_ssm"},
	{id: "hybrid-endpoint-policy", grade: "error", rules: "endpoint_policy_blocks_ssm"},
	{id: "logs-endpoint-missing", grade: "warning", rules: "logs_or_kms_endpoint_missing"},
	{id: "kms-endpoint-missing", grade: "warning", rules: "logs_or_kms_endpoint_missing"},
	{id: "iam-no-profile", grade: "error", rules: "instance_role_lacks_ssm"},
	{id: "iam-no-core", grade: "error", rules: "instance_role_lacks_ssm"},
	{id: "iam-trust", grade: "error", rules: "instance_role_lacks_ssm hybrid_role_trust_invalid"},
	{
		id: "iam-deprecated-policy", grade: "warning",
		why:    "`AmazonEC2RoleforSSM` is too broad and superseded, and the agent works with it; scanners of IAM policies report it",
		source: "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEC2RoleforSSM.html",
	},
	{id: "iam-s3-buckets", grade: "warning", rules: "endpoint_policy_blocks_agent_updates"},
	{id: "iam-permissions-boundary", grade: "warning", rules: "instance_role_lacks_ssm", fact: "roles.permissions_boundary"},
	{id: "iam-long-lived-key", grade: "warning", rules: "long_lived_access_key"},
	{id: "iam-session-long", grade: "warning", rules: "hybrid_session_too_long"},
	{
		id: "hybrid-trust-confused-deputy", grade: "information",
		why:    "a trust without `aws:SourceAccount` works; the condition is hardening, and nothing is out of reach without it",
		source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/hybrid-multicloud-service-role.html",
	},
	{
		id: "hybrid-expiry", grade: "warning",
		why:    "whether an activation has expired depends on the day; registered machines go on, and the API refuses more than thirty days",
		source: "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateActivation.html",
	},
	{id: "imds-off", grade: "error", rules: "instance_metadata_disabled"},
	{id: "dhmc-imdsv1", grade: "warning", rules: "instance_metadata_disabled", fact: "hosts.metadata_disabled"},
	{id: "ami-not-al", grade: "error", rules: "package_source_unreachable"},
	{
		id: "ami-no-agent", grade: "warning",
		why:    "which image has the agent is a fact about images and not about the network; images of a team's own often add it",
		source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/ami-preinstalled-agent.html",
	},
	{id: "ami-unknown", grade: "unknown", rules: "endpoint_policy_blocks_al2023_repos endpoint_policy_blocks_amazonlinux2_repos", fact: "hosts.os"},
	{id: "ami-eol", grade: "information", rules: "endpoint_policy_blocks_al1_repos endpoint_policy_blocks_amazonlinux2_repos", fact: "hosts.os"},
	{
		id: "userdata-external", grade: "warning",
		why:    "user data may name any host of the internet, and reading shell for what it downloads would be a guess; state such hosts' needs in the configuration",
		source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
	},
	{
		id: "userdata-docker-build", grade: "warning",
		why:    "what a container build downloads is in files that no template names; images from a registry read cdn.amazonlinux.com, which no endpoint carries",
		source: "https://github.com/amazonlinux/amazon-linux-2023/issues/632",
	},
	{id: "patch-baseline-sources", grade: "warning", rules: "package_source_unreachable"},
	{id: "emr-extra-buckets", grade: "warning", rules: "endpoint_policy_blocks_destination"},
}

// mostNotChecked is how many checks may have neither rule nor fact; none of them an error.
const mostNotChecked = 10

func TestEveryCheckHasItsRule(t *testing.T) {
	t.Parallel()
	if len(checks) != 87 {
		t.Errorf("%d checks, want 87", len(checks))
	}
	known := map[string]bool{}
	for _, rule := range engine(t).Rules() {
		known[rule.ID] = true
	}
	columns, seen, missing := columnsOfFacts(t), map[string]bool{}, 0
	for _, one := range checks {
		if seen[one.id] {
			t.Errorf("%s is there twice", one.id)
		}
		seen[one.id] = true
		for _, rule := range strings.Fields(one.rules) {
			if !known[rule] {
				t.Errorf("%s: there is no rule %s", one.id, rule)
			}
		}
		if one.fact != "" && !slices.Contains(columns, one.fact) {
			t.Errorf("%s: the facts have no %s", one.id, one.fact)
		}
		if one.rules != "" {
			continue
		}
		if missing++; one.grade == "error" || one.why == "" || !strings.HasPrefix(one.source, "https://") {
			t.Errorf("%s is an %s without a rule, because of %q, after %q", one.id, one.grade, one.why, one.source)
		}
	}
	if missing > mostNotChecked {
		t.Errorf("%d checks have no rule, at most %d may", missing, mostNotChecked)
	}
	checkPage(t, filepath.Join("..", "docs", "not-checked.md"), checksPage())
}

// columnsOfFacts lists what the schema knows, as table.column.
func columnsOfFacts(t *testing.T) []string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "rego", "schemas", "facts.json"))
	if err != nil {
		t.Fatal(err)
	}
	type object struct {
		Properties           map[string]json.RawMessage `json:"properties"`
		AdditionalProperties json.RawMessage            `json:"additionalProperties"`
	}
	var schema object
	if err := json.Unmarshal(content, &schema); err != nil {
		t.Fatal(err)
	}
	var columns []string
	for table, raw := range schema.Properties {
		var rows, row object
		if json.Unmarshal(raw, &rows) != nil || json.Unmarshal(rows.AdditionalProperties, &row) != nil {
			continue
		}
		for column := range row.Properties {
			columns = append(columns, table+"."+column)
		}
	}
	return columns
}

func checksPage() string {
	var page, table strings.Builder
	page.WriteString("# What is not checked\n\n" +
		"Of what is known to keep a host in a closed subnet from its packages or from Systems Manager, this is not reported. None of it is certain\n" +
		"to stop a host.\n\n| check | grade | why not | source |\n|---|---|---|---|\n")
	for _, one := range checks {
		if one.rules == "" {
			fmt.Fprintf(&page, "| %s | %s | %s | [%s](%s) |\n", one.id, one.grade, one.why, strings.Split(one.source, "/")[2], one.source)
			continue
		}
		links := strings.Fields(one.rules)
		for i, rule := range links {
			links[i] = "`" + rule + "`"
		}
		by := strings.Join(links, ", ")
		if one.fact != "" {
			by += ", which use" + map[bool]string{true: "s"}[len(links) == 1] + " the fact `" + one.fact + "`"
		}
		fmt.Fprintf(&table, "| %s | %s | %s |\n", one.id, one.grade, by)
	}
	page.WriteString("\n## What is checked, and where\n\n" +
		"An *unknown* is what has to stay inconclusive, with its reason.\n\n| check | grade | rules |\n|---|---|---|\n")
	return page.String() + table.String()
}
