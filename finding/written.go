package finding

import "github.com/repolint/repolint/source"

// Written is the line of the program that made the file at At, and what the
// program calls what it made there; both are zero where a person wrote the file.
type Written struct {
	At        source.Range
	Construct string
}

// AsWritten points the finding at the line that a person wrote, and keeps the
// generated place among the related ones. Without such a line the finding stays
// where it is, and the construct's path says where to look.
func (f Finding) AsWritten() Finding {
	if f.Written == (Written{}) || f.At.IsZero() {
		return f
	}
	name := "generated"
	if !f.Written.At.IsZero() {
		name = "generated here"
	}
	if f.Written.Construct != "" {
		name += " by construct " + f.Written.Construct
	}
	if f.Dialect == source.Terraform {
		name = "declared here, in the installed module"
	}
	f.Related = append([]Related{{Range: f.At, Message: name, Declared: true}}, f.Related...)
	if !f.Written.At.IsZero() {
		f.At = f.Written.At
	}
	f.Written = Written{}
	return f
}
