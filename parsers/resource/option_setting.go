package resource

import (
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// OptionSettings are what an Elastic Beanstalk environment is told, by namespace
// and name; what is added later counts
// (https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options.html#configuration-options-precedence).
// The zero OptionSettings are none at all.
type OptionSettings struct {
	values map[string]value.Value
	more   *value.Reason
}

// Add says what one option is set to.
func (s *OptionSettings) Add(namespace, name string, v value.Value) {
	if s.values == nil {
		s.values = map[string]value.Value{}
	}
	s.values[namespace+" "+name] = v
}

// AddUnknown says why other options may be set as well, when there is a reason.
func (s *OptionSettings) AddUnknown(more *value.Reason) {
	if more != nil {
		s.more = more
	}
}

// Get is what an option is set to: Absent where nothing sets it, NotKnown where
// something that is not seen may.
func (s *OptionSettings) Get(namespace, name string, at source.Range) value.Value {
	v, ok := s.values[namespace+" "+name]
	if !ok && s.more != nil {
		return value.OfReason(*s.more, at)
	}
	return v
}
