package terraform

import (
	"encoding/hex"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// Inline rules and entries are a set to the provider: a plan lists them in another
// order than the one they are written in. Their ids hang on what they hold, so
// that a rule has one id wherever it is read from; their addresses keep the place.

// setIDs gives the members of one set their ids.
type setIDs map[string]int

// id names a member by its content; one that says the same as an earlier one,
// which only a condition can tell apart from it, by its number as well.
func (s setIDs) id(set graph.ID, content []string) graph.ID {
	id := string(set) + "[" + shortened(strings.Join(content, " ")) + "]"
	s[id]++
	if s[id] > 1 {
		id += ":" + strconv.Itoa(s[id])
	}
	return graph.ID(id)
}

// longestContent bounds what an id spells out.
const longestContent = 160

func shortened(content string) string {
	if len(content) <= longestContent {
		return content
	}
	sum := fnv.New128a()
	sum.Write([]byte(content))
	return content[:longestContent/2] + "… " + hex.EncodeToString(sum.Sum(nil))
}

// ruleContent is what a rule says: protocol, ports, peers.
func ruleContent(rule *graph.SecurityGroupRule) []string {
	protocol := contentOf(rule.Protocol, protocolName)
	content := []string{protocol}
	if protocol != "all" {
		content = append(content, contentOf(rule.FromPort, strconv.Itoa)+"-"+contentOf(rule.ToPort, strconv.Itoa))
	}
	peers := contentsOf(rule.CIDRs, value.Text.String)
	peers = append(peers, contentsOf(rule.PrefixLists.ListOf, addressIn)...)
	peers = append(peers, contentsOf(rule.Groups.ListOf, addressIn)...)
	if self := contentOf(rule.Self, strconv.FormatBool); self != "" && self != "false" {
		peers = append(peers, "self "+self)
	}
	slices.Sort(peers)
	return append(content, peers...)
}

// addressIn is the address in the ID of a declared node, else the whole ID.
func addressIn(id graph.ID) string {
	if _, address, ok := strings.Cut(string(id), "#"); ok {
		return address
	}
	return string(id)
}

// unknownContent stands for what is not known, or differs between worlds.
const unknownContent = "?"

func contentOf[T any](of value.Of[T], show func(T) string) string {
	alternatives := of.Alternatives()
	switch {
	case len(alternatives) == 0 || len(alternatives) == 1 && alternatives[0].Value.State == value.NotStated:
		return ""
	case len(alternatives) > 1 || alternatives[0].Value.State != value.Known:
		return unknownContent
	}
	return show(alternatives[0].Value.Value)
}

func contentsOf[T any](list value.ListOf[T], show func(T) string) []string {
	var contents []string
	for _, item := range list.Items {
		if content := contentOf(item, show); content != "" {
			contents = append(contents, content)
		}
	}
	if len(list.More) > 0 {
		contents = append(contents, unknownContent)
	}
	return contents
}

// protocolName is the one name of a protocol that has several.
func protocolName(t value.Text) string {
	name := strings.ToLower(t.String())
	if known := map[string]string{"-1": "all", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}[name]; known != "" {
		return known
	}
	return name
}

// entryContent is what an entry of a network ACL says. Its number tells it from
// all others of its direction.
func entryContent(entry *graph.NetworkACLEntry) []string {
	number := contentOf(entry.Number, strconv.Itoa)
	if number != unknownContent {
		return []string{number}
	}
	ports := contentOf(entry.FromPort, strconv.Itoa) + "-" + contentOf(entry.ToPort, strconv.Itoa)
	return []string{
		number, contentOf(entry.Protocol, protocolName), ports, contentOf(entry.CIDR, value.Text.String), contentOf(entry.Allow, strconv.FormatBool),
	}
}

// routeContent is where an inline route leads: a table has one route to a place.
func (l *lowering) routeContent(a value.Value) []string {
	destination, list := l.destinationOf(a)
	return []string{contentOf(destination, value.Text.String) + contentOf(list.Of, addressIn)}
}
