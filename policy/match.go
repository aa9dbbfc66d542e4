package policy

import (
	"strings"

	"github.com/repolint/repolint/value"
)

// match holds every item against the request; Not turns the answer round.
// otherwise is the reason for what the items themselves do not leave open.
func (e element) match(otherwise value.Reason, holds func(item) value.Truth) (truth value.Truth, reason value.Reason) {
	truth = value.False
	for _, item := range e.items {
		answer := holds(item)
		if answer == value.Unknown && reason.Text == "" {
			reason = otherwise
			if own, ok := item.text.FirstUnknown(); ok {
				reason = own
			} else if reason.Text == "" {
				reason = *textReason(item.text, "the value")
			}
		}
		truth = truth.Or(answer)
	}
	if e.open != nil {
		truth, reason = truth.Or(value.Unknown), *e.open
	}
	if e.not {
		truth = truth.Not()
	}
	return truth, reason
}

// why says as a clause what the element does with what the request has there.
func (e element) why(truth value.Truth, name, what, not string) string {
	switch {
	case truth == value.Unknown:
		return "whether `" + name + "` covers " + what + " is not known"
	case e.not && truth == value.True:
		return "`Not" + name + "` does not leave out " + what
	case e.not:
		return "`Not" + name + "` leaves out " + what
	case truth == value.True:
		return "`" + name + "` covers " + what
	}
	return not
}

func (s statement) matchPrincipal(r Request) judgement {
	doubt := value.Reason{Text: "whether the statement's principal is " + r.signer.String() + " is not known"}
	truth, reason := s.principal.match(doubt, func(i item) value.Truth {
		if s.principal.not {
			return r.isLeftOut(i)
		}
		return r.isPrincipal(i)
	})
	not := "the statement's principal is not " + r.signer.String()
	if r.signer == nobody {
		not = "the statement's principal is not `*`, and no other matches an unsigned request"
	}
	why := s.principal.why(truth, "Principal", r.signer.String(), not)
	return judgement{truth, why, reason}
}

// isPrincipal says whether a principal means who makes the request. Only `*`
// means everybody; a concrete principal on an endpoint is never an unsigned one,
// and nobody names an account of AWS's own services.
func (r Request) isPrincipal(i item) value.Truth {
	if r.service != "" {
		return r.isService(i)
	}
	if i.scheme != "" && i.scheme != "AWS" {
		return value.False
	}
	everybody := i.text.Equal(value.Literal("*"))
	if hole, ok := i.text.Hole(); ok && hole.Ref != nil {
		everybody = value.False
	}
	if r.signer != instanceRole || everybody != value.False {
		return everybody
	}
	// What a gateway endpoint makes of a role is not documented; of an account it
	// takes nobody but the root user.
	role := r.role.is(i.text)
	return choose(r.asWritten, role.Or(holdsAccount(i.text)), role.And(value.Unknown))
}

// isLeftOut is isPrincipal for a statement about everybody else. Whether a role is
// left out hangs on its session and its account, which have to be listed beside it
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html).
func (r Request) isLeftOut(i item) value.Truth {
	truth := r.isPrincipal(i)
	if i.text.Equal(value.Literal("*")) != value.True && truth == value.True && r.signer == instanceRole {
		return value.Unknown
	}
	return truth
}

// isService says whether a principal means the service that asks. Only a principal
// of services and `*` do. China's services have names of their own there, with
// and without the suffix
// (https://docs.amazonaws.cn/en_us/systems-manager/latest/userguide/reference.html).
func (r Request) isService(i item) value.Truth {
	if i.scheme == "" || i.scheme == "AWS" {
		return i.text.Equal(value.Literal("*"))
	}
	if i.scheme != "Service" {
		return value.False
	}
	text := i.text.Fill(map[value.Symbol]string{value.DNSSuffix: "amazonaws.com"})
	return text.Equal(value.Literal(r.service)).Or(text.Equal(value.Literal(r.service + ".cn")))
}

func (s statement) matchAction(r Request) judgement {
	action := value.Literal(r.Action)
	truth, reason := s.action.match(value.Reason{}, func(i item) value.Truth { return value.Glob(i.text).FoldCase().Match(action) })
	what := "`" + r.Action + "`"
	why := s.action.why(truth, "Action", what, "the statement's actions do not include "+what)
	return judgement{truth, why, reason}
}

func (s statement) matchResource(r Request, resource value.Text, variables bool) judgement {
	truth, reason := s.resource.match(openIn(resource), func(i item) value.Truth {
		if r.foreign && namesOwnBucket(i.text) {
			return value.False
		}
		w, present := r.expand(i.text, variables)
		return present.And(w.glob.Match(inPartitionOf(i.text, resource)))
	})
	what := "`" + resource.String() + "`"
	why := s.resource.why(truth, "Resource", what, "the statement's resources do not cover "+what)
	return judgement{truth, why, reason}
}

// namesOwnBucket reports whether an ARN is that of something the deployment
// creates, or names one of its buckets. What that will read nobody knows before
// deployment, but bucket names are unique in a partition, so that it is never the
// name of a bucket that is AWS's
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html).
// A reference anywhere else, such as to a bucket's region, can be a part of any name.
func namesOwnBucket(arn value.Text) bool {
	pieces := arn.Pieces()
	for i, piece := range pieces {
		if piece.Hole == nil || piece.Hole.Ref == nil {
			continue
		}
		begins := i > 0 && strings.HasSuffix(pieces[i-1].Literal, ":::")
		_, address, _ := strings.Cut(piece.Hole.Ref.Node, "#")
		switch piece.Hole.Ref.Attribute {
		case "arn", "Arn":
			return i == 0
		case "Ref":
			// The name of what a CloudFormation template declares.
			return begins
		case "id", "bucket":
			return begins && strings.Contains("."+address, ".aws_s3_")
		}
	}
	return false
}

// inPartitionOf puts the partition that a written ARN names where the resource
// leaves its own open. A template that writes a partition out says which one it
// is for; whether that is right can be told only where the region is known, and
// there the resource is filled already.
func inPartitionOf(written, resource value.Text) value.Text {
	pieces := written.Pieces()
	if len(pieces) == 0 || pieces[0].Hole != nil {
		return resource
	}
	rest, ok := strings.CutPrefix(pieces[0].Literal, "arn:")
	partition, _, closed := strings.Cut(rest, ":")
	if !ok || !closed || !strings.HasPrefix(partition, "aws") || strings.ContainsAny(partition, "*?") {
		return resource
	}
	return resource.Fill(map[value.Symbol]string{value.Partition: partition})
}

// openIn says what the resource itself leaves open.
func openIn(resource value.Text) value.Reason {
	if reason, ok := resource.FirstUnknown(); ok {
		return reason
	}
	if contains(resource, value.Region) {
		return value.Reason{
			Text:   "the policy names a region, and the region of the endpoint is not known",
			Settle: "state the region in the provider, the environment or the configuration",
		}
	}
	return value.Reason{}
}

// contains reports whether the symbol stands in text.
func contains(text value.Text, symbol value.Symbol) bool {
	for _, piece := range text.Pieces() {
		if piece.Hole != nil && piece.Hole.Symbol == symbol {
			return true
		}
	}
	return false
}
