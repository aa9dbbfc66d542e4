package facts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/policy"
	"github.com/repolint/repolint/value"
)

// policyStep judges the policy hop wherever the endpoint's route applies, behind
// a NAT gateway as well: the more specific route wins.
func (w *walk) policyStep(s site, r reach, a attachment, t target) (hop step, applies bool) {
	switch {
	case a.attached == value.False:
		return step{}, false
	case a.attached == value.Unknown && (a.endpoint == nil || a.endpoint.Open != nil):
		return step{}, false
	}
	hop = w.decide(s, a.endpoint, t)
	if a.attached == value.Unknown || r.ipv6 != value.False {
		hop.unsigned = hop.unsigned.doubted()
	}
	if hop.verdict != passes && (a.attached == value.Unknown || hop.verdict == blocked && r.ipv6 != value.False) {
		return doubtPolicy(hop, a, r), true
	}
	return hop, true
}

// doubtPolicy is a refusal that the request may not meet.
func doubtPolicy(hop step, a attachment, r reach) step {
	doubt := step{kind: hopPolicy, place: hop.place, story: hop.story, settle: hop.settle, unsigned: hop.unsigned}
	if a.attached == value.Unknown {
		doubt.story += ", and whether the endpoint's route applies is not known: " + a.reason.Text
		doubt.settle = a.reason.Settle
	} else if r.ipv6 != value.False {
		doubt.story += ", and requests by IPv6 pass the endpoint by"
	}
	return doubt
}

// decide judges a destination's requests by an endpoint's policy, once for all
// subnets behind the endpoint, all hosts of one role and all worlds that make no
// difference to it.
func (w *walk) decide(s site, endpoint *graph.Endpoint, t target) step {
	document, at, doubt := w.policyOf(endpoint)
	guards := document.Guards()
	w.decideAll(guards)
	request := w.requestOf(s, endpoint, t)
	key := w.policyKey(endpoint, request, guards)
	if made, ok := w.decided[key]; ok {
		return made
	}
	hop := w.judge(endpoint, request, document.In(w.world), at, doubt)
	if w.undecided == "" {
		w.decided[key] = hop
	}
	return hop
}

// asked is what a host of a site asks through an endpoint: who signs, and what
// kind of destination it is for.
type asked struct {
	target
	vpc    *graph.VPC
	signer policy.Signer
}

// requestOf is what a host of a site asks an endpoint for. Who signs makes a
// difference only where the instance role does.
func (w *walk) requestOf(s site, endpoint *graph.Endpoint, t target) asked {
	request := asked{target: t, vpc: s.vpc.node}
	if signing := t.destination.Signing; signing == destination.InstanceRole || signing == destination.RoleOrAnonymous {
		if role := w.roleOf(s.host); role != nil {
			request.signer = w.signerOf(role)
		}
	}
	return request
}

// policyKey tells apart the roles, and the worlds that the policy tells apart.
func (w *walk) policyKey(endpoint *graph.Endpoint, request asked, guards []value.Guard) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n%s\n", endpoint.ID, idOf(request.vpc), request.destination.ID)
	for _, arn := range request.signer.ARNs {
		b.WriteString(arn.Identity() + "\n")
	}
	guards = slices.Concat(guards, graph.Guards(endpoint))
	if request.vpc != nil {
		guards = append(guards, graph.Guards(request.vpc)...)
	}
	for _, separate := range w.endpointPolicies.at[endpoint.ID] {
		guards = append(guards, graph.Guards(separate)...)
	}
	for _, guard := range guards {
		b.WriteString(guard.Holds(w.world).String()[:1])
	}
	return b.String()
}

// policyOf is the endpoint's policy: the one declared apart, which replaces the
// inline one, else that. at is where it stands; doubt says why another may replace it.
func (w *walk) policyOf(endpoint *graph.Endpoint) (document value.Value, at place, doubt *value.Reason) {
	for _, separate := range w.endpointPolicies.at[endpoint.ID] {
		switch w.exists(separate).And(w.exactly(separate.Endpoint.Of, endpoint.ID)) {
		case value.True:
			return separate.Policy, argument(separate, "policy", separate.Policy.Range, "policy"), nil
		case value.Unknown:
			doubt = whySymbolic(separate)
		case value.False:
		}
	}
	for _, separate := range w.endpointPolicies.loose {
		if doubt == nil && w.exists(separate) != value.False {
			doubt = whyLoose(separate, separate.Endpoint.Of)
		}
	}
	if doubt == nil && endpoint.Policy.Kind == value.Absent {
		doubt = incomplete(endpoint)
	}
	return endpoint.Policy, argument(endpoint, "policy", endpoint.Policy.Range, "policy", "PolicyDocument"), doubt
}

func (w *walk) judge(endpoint *graph.Endpoint, request asked, document value.Value, at place, doubt *value.Reason) step {
	hop := step{kind: hopPolicy, place: at}
	if doubt != nil {
		why := because("the policy of "+label("endpoint", endpoint)+" is not known", *doubt)
		hop.story, hop.settle = why.Text, why.Settle
		return hop
	}
	parsed, _ := policy.Parse(document, w.options.ReadFile)
	parsed = parsed.Fill(literalSymbols(w.fixed(idOf(request.vpc), "")))
	read := w.readOf(endpoint, request.vpc, request.target)
	made := ask(parsed, read, request.destination.Signing, request.signer)
	hop.place = deciding(at, made)
	refusal := func(made policy.Decision) *fault {
		f := &fault{
			kind: CausePolicyBlocks, node: endpoint, place: deciding(at, made), story: deniedStory(endpoint, made),
			detail: w.policyDetail(request.target, document, made),
		}
		f.detail["signed"] = ask(parsed, read, destination.InstanceRole, request.signer).Outcome.String()
		return f
	}
	switch made.Outcome {
	case policy.Allowed:
		hop.verdict, hop.story = passes, allowedStory(endpoint, parsed, made)
	case policy.Denied:
		if request.destination.Unpublished(w.fixed(idOf(request.vpc), "")) {
			return unpublished(hop, request.target, "whether "+label("endpoint", endpoint)+" is asked for another is not known")
		}
		hop.verdict, hop.fault = blocked, refusal(made)
		hop.story = hop.fault.story
		return hop
	case policy.Undetermined:
		why := because("whether the policy of "+label("endpoint", endpoint)+" allows the request is not known", made.Reason)
		hop.story, hop.settle = why.Text, why.Settle
	}
	if request.destination.Signing == destination.RoleOrAnonymous {
		if again := parsed.Evaluate(policy.AnonymousRead(read)); again.Outcome != policy.Allowed {
			hop.unsigned = &unsigned{endpoint: endpoint, refused: value.Unknown, settle: again.Reason.Settle}
			if again.Outcome == policy.Denied {
				hop.unsigned.refused, hop.unsigned.fault = value.True, refusal(again)
			}
		}
	}
	return hop
}

// deciding is the place of what decided, inside of the policy that stands at a place.
func deciding(at place, made policy.Decision) place {
	if made.Range.IsZero() || made.Range == at.at {
		return at
	}
	return place{node: at.node, part: fmt.Sprintf("policy:%d:%d", made.Range.Start.Line, made.Range.Start.Column), at: made.Range}
}

// readOf is the read of the destination's sample objects, whoever signs it.
func (w *walk) readOf(endpoint *graph.Endpoint, vpc *graph.VPC, t target) policy.Read {
	symbols := w.fixed(idOf(vpc), "")
	foreign := slices.ContainsFunc(destination.All(), func(d destination.Destination) bool { return d.ID == t.destination.ID })
	request := policy.Read{Foreign: foreign, HTTPS: t.port == 443, Region: value.SymbolText(value.Region), Endpoint: spellings(endpoint)}
	request.Interface = w.isGateway(endpoint).Not()
	if region, known := symbols[value.Region]; known {
		request.Region = region
	}
	if vpc != nil {
		request.VPC = spellings(vpc)
		for _, block := range w.localRangesOf(vpc) {
			request.Address = append(request.Address, value.Literal(block.String()))
		}
	}
	for _, bucket := range t.destination.Buckets {
		if !bucket.Optional && bucket.In(symbols) != value.False {
			request.Resources = append(request.Resources, bucket.Objects(symbols)...)
		}
	}
	return request
}

// ask judges a read as the destination's hosts sign it. One that they send again
// without a signature is refused only when both are.
func ask(parsed *policy.Document, read policy.Read, signing destination.Signing, role policy.Signer) policy.Decision {
	switch signing {
	case destination.InstanceRole:
		return parsed.Evaluate(policy.SignedRead(read, role))
	case destination.Presigned:
		return parsed.Evaluate(policy.PresignedRead(read))
	case destination.RoleOrAnonymous:
		signed := parsed.Evaluate(policy.SignedRead(read, role))
		again := parsed.Evaluate(policy.AnonymousRead(read))
		if signed.Outcome == policy.Allowed || signed.Outcome == policy.Undetermined && again.Outcome != policy.Allowed {
			return signed
		}
		return again
	case destination.Anonymous:
	}
	return parsed.Evaluate(policy.AnonymousRead(read))
}

// spellings are the ways in which a policy can name a node's id.
func spellings(node graph.Node) []value.Text {
	id := string(node.Head().ID)
	if key, ok := strings.CutPrefix(id, string(graph.ExternalID(""))); ok {
		return []value.Text{value.Literal(key), value.HoleText(value.Hole{Reason: &value.Reason{Text: key + " is declared elsewhere", Key: key}})}
	}
	var texts []value.Text
	for _, attribute := range []string{"id", "Ref", "VpcId", "Id"} {
		texts = append(texts, value.HoleText(value.Hole{Ref: &value.Ref{Node: id, Attribute: attribute}}))
	}
	return texts
}

func allowedStory(endpoint *graph.Endpoint, parsed *policy.Document, made policy.Decision) string {
	if parsed.Default {
		return label("endpoint", endpoint) + " has no policy of its own, which is full access"
	}
	return "the policy of " + label("endpoint", endpoint) + " allows the request by " + statementName(made)
}

func statementName(made policy.Decision) string {
	switch {
	case made.Statement < 0:
		return "no statement"
	case made.Sid != "":
		return "statement " + made.Sid
	}
	return fmt.Sprintf("statement %d", made.Statement+1)
}

func deniedStory(endpoint *graph.Endpoint, made policy.Decision) string {
	story := "the policy of " + label("endpoint", endpoint)
	switch {
	case made.Explicit:
		story += " denies the request by " + statementName(made)
	case made.Statement >= 0:
		story += " does not allow the request in " + statementName(made)
	default:
		story += " has no statement that allows the request"
	}
	if made.Why != "" {
		story += ": " + made.Why
	}
	switch others := strings.ReplaceAll(strings.Join(made.Others, " and "), "`", ""); len(made.Others) {
	case 0:
	case 1:
		story += " (" + others + " denies it too)"
	default:
		story += " (" + others + " deny it too)"
	}
	return story
}

// jsonMember is a line that JSON has and neither HCL's own style nor YAML does.
var jsonMember = lazyregexp.New(`^\s*[\[{]*\s*"[^"]*"\s*:`)

// documentSource heads the data source that writes a policy in blocks.
const documentSource = `data "aws_iam_policy_document" `

// syntaxOf is the way to write what is added to the policy: "json" where it is JSON
// text, or part of a file that is; "statement" for a block of Terraform's document
// data source; "" for the dialect's own objects.
func (w *walk) syntaxOf(document value.Value, made policy.Decision) string {
	if document.Kind == value.String && document.Document == nil {
		return "json"
	}
	if made.Range.IsZero() || w.options.ReadFile == nil {
		return ""
	}
	file, err := w.options.ReadFile(made.Range.File)
	if err != nil {
		return ""
	}
	if jsonMember.Get().MatchString(file.Line(made.Range.Start.Line)) {
		return "json"
	}
	for number := made.Range.Start.Line; number > 0; number-- {
		line := file.Line(number)
		if strings.HasPrefix(line, documentSource) {
			return "statement"
		}
		if line != "" && 'a' <= line[0] && line[0] <= 'z' {
			return ""
		}
	}
	return ""
}

func (w *walk) policyDetail(t target, document value.Value, made policy.Decision) map[string]string {
	detail := map[string]string{
		"destination": t.destination.ID, "statement": "", "sid": made.Sid, "element": made.Element.String(),
		"operator": made.Operator, "key": made.Key, "value": made.Value, "resource": made.Resource.String(),
		"explicit_deny": fmt.Sprint(made.Explicit), "why": made.Why,
	}
	if syntax := w.syntaxOf(document, made); syntax != "" {
		detail["syntax"] = syntax
	}
	if made.Statement >= 0 {
		detail["statement"] = fmt.Sprint(made.Statement + 1)
	}
	return detail
}
