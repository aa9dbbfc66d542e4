package source

// Dialect is an input language. The zero value is invalid.
type Dialect int

// The dialects.
const (
	_ Dialect = iota
	Terraform
	TerraformPlan
	CloudFormation
	CDK
	Live
)

// String is the name used in every output format.
func (d Dialect) String() string {
	switch d {
	case Terraform:
		return "terraform"
	case TerraformPlan:
		return "plan"
	case CloudFormation:
		return "cloudformation"
	case CDK:
		return "cdk"
	case Live:
		return "live"
	}
	return "invalid"
}
