package finding

import "fmt"

// Level is how much a finding matters. The zero Level is invalid; higher is worse.
type Level int

// The levels.
const (
	_ Level = iota
	Note
	Warning
	Error
)

// String is the level's name in every format.
func (l Level) String() string {
	switch l {
	case Note:
		return "note"
	case Warning:
		return "warning"
	case Error:
		return "error"
	}
	return "invalid"
}

// ParseLevel reads a level's name.
func ParseLevel(name string) (Level, error) {
	for _, level := range []Level{Note, Warning, Error} {
		if level.String() == name {
			return level, nil
		}
	}
	return 0, fmt.Errorf("unknown level %q: use note, warning or error", name)
}

// MarshalText writes the name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }
