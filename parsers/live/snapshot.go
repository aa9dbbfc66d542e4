package live

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/repolint/repolint/source"
	document "github.com/repolint/repolint/source/json"
)

// format is the version of the form of snapshots. What an older repolint cannot
// read gets a new one.
const format = 1

// Snapshot writes the network as JSON: the same bytes for the same answers. It
// holds what [Read] keeps, and neither user data nor a time.
func (n *Network) Snapshot() []byte {
	var out bytes.Buffer
	out.WriteString("{\n  \"" + source.SnapshotKey + "\": " + strconv.Itoa(format) + ",\n  \"region\": ")
	writeText(&out, n.Region)
	if n.Account != "" {
		out.WriteString(",\n  \"account\": ")
		writeText(&out, n.Account)
	}
	if len(n.VPCs) > 0 {
		out.WriteString(",\n  \"vpcs\": ")
		writeAll(&out, '[', ']', len(n.VPCs), 1, func(i int) { writeText(&out, n.VPCs[i]) })
	}
	answered, refused := n.calls()
	if len(refused) > 0 {
		out.WriteString(",\n  \"refused\": ")
		writeAll(&out, '{', '}', len(refused), 1, func(i int) {
			writeText(&out, refused[i].String())
			out.WriteString(": ")
			writeText(&out, n.answers[refused[i]].refused.Code)
		})
	}
	out.WriteString(",\n  \"answers\": ")
	writeAll(&out, '{', '}', len(answered), 1, func(i int) {
		items := n.answers[answered[i]].items
		writeText(&out, answered[i].String())
		out.WriteString(": ")
		writeAll(&out, '[', ']', len(items), 2, func(j int) { writeNode(&out, items[j], 3) })
	})
	out.WriteString("\n}\n")
	return out.Bytes()
}

// calls are those that were answered, and those that were refused.
func (n *Network) calls() (answered, refused []Call) {
	for _, call := range Calls() {
		if n.answers[call].refused != nil {
			refused = append(refused, call)
		} else {
			answered = append(answered, call)
		}
	}
	return answered, refused
}

// writeNode writes a value, its members on lines of their own, indented by depth.
func writeNode(out *bytes.Buffer, n *document.Node, depth int) {
	switch n.Kind {
	case document.Array:
		writeAll(out, '[', ']', len(n.Items), depth, func(i int) { writeNode(out, n.Items[i], depth+1) })
	case document.Object:
		writeAll(out, '{', '}', len(n.Members), depth, func(i int) {
			writeText(out, n.Members[i].Key)
			out.WriteString(": ")
			writeNode(out, n.Members[i].Value, depth+1)
		})
	case document.String:
		writeText(out, n.Text)
	case document.Bool, document.Number:
		out.WriteString(n.Text)
	case document.Null:
		out.WriteString("null")
	}
}

// writeAll writes the members of a list or a map on lines of their own.
func writeAll(out *bytes.Buffer, opening, closing byte, count, depth int, write func(int)) {
	out.WriteByte(opening)
	for i := range count {
		if i > 0 {
			out.WriteByte(',')
		}
		newLine(out, depth+1)
		write(i)
	}
	if count > 0 {
		newLine(out, depth)
	}
	out.WriteByte(closing)
}

func newLine(out *bytes.Buffer, depth int) {
	out.WriteByte('\n')
	for range depth {
		out.WriteString("  ")
	}
}

func writeText(out *bytes.Buffer, text string) {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a string always encodes
	out.Truncate(out.Len() - 1)
}
