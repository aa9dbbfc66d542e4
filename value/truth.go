package value

// Truth is a three-valued answer. The zero value is Unknown, so that an answer
// nobody gave is never read as "no".
type Truth int8

// The three answers.
const (
	Unknown Truth = iota
	False
	True
)

// TruthOf turns a Go bool into a Truth.
func TruthOf(b bool) Truth {
	if b {
		return True
	}
	return False
}

// And is True when both are, False when either is, else Unknown.
func (t Truth) And(other Truth) Truth {
	switch {
	case t == False || other == False:
		return False
	case t == True && other == True:
		return True
	}
	return Unknown
}

// Or is True when either is, False when both are, else Unknown.
func (t Truth) Or(other Truth) Truth { return t.Not().And(other.Not()).Not() }

// Not swaps True and False.
func (t Truth) Not() Truth {
	switch t {
	case True:
		return False
	case False:
		return True
	}
	return Unknown
}

// String is "true", "false" or "unknown".
func (t Truth) String() string {
	switch t {
	case True:
		return "true"
	case False:
		return "false"
	}
	return "unknown"
}
