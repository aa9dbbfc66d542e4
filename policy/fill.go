package policy

import "github.com/repolint/repolint/value"

// Fill is the document with the known symbols put in. Filling what [Parse] made,
// and not what it takes, keeps the positions inside a JSON text.
func (d *Document) Fill(symbols map[value.Symbol]string) *Document {
	filled := *d
	filled.statements = make([]statement, len(d.statements))
	for i, s := range d.statements {
		s.principal, s.action, s.resource = s.principal.fill(symbols), s.action.fill(symbols), s.resource.fill(symbols)
		conditions := make([]condition, len(s.conditions))
		for k, c := range s.conditions {
			c.values = c.values.fill(symbols)
			conditions[k] = c
		}
		s.conditions = conditions
		filled.statements[i] = s
	}
	return &filled
}

func (e element) fill(symbols map[value.Symbol]string) element {
	items := make([]item, len(e.items))
	for i, one := range e.items {
		one.text = one.text.Fill(symbols)
		items[i] = one
	}
	e.items = items
	return e
}
