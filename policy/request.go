package policy

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/value"
)

// Request is what a host asks of S3 through an endpoint. Make it with
// [AnonymousRead], [SignedRead] or [PresignedRead].
type Request struct {
	Action string
	// Resources are the ARNs of sample objects; all of them must be allowed.
	Resources []value.Text

	// signer is who signs; foreign says that the buckets are AWS's own.
	signer  signer
	foreign bool
	role    Signer
	// asWritten says whether the endpoint takes concrete principals as they are written.
	asWritten value.Truth
	// service is the AWS service that asks, "" where no service does.
	service string
	keys    map[string]key
	// families are keys known by their prefix only ("aws:principaltag/").
	families map[string]key
	// fixed is what a policy's own region and partition stand for, where the
	// resources are those of known ones.
	fixed map[value.Symbol]string
}

// signer is who signs a request. The zero signer is nobody.
type signer int8

const (
	nobody signer = iota
	instanceRole
	awsService
)

// String is how messages call the signer's requests.
func (s signer) String() string {
	return [...]string{"unsigned requests", "the instance role", "the AWS service that signs the URL"}[s]
}

// Read describes a read of objects in AWS's own buckets through an endpoint.
type Read struct {
	// Resources are the ARNs of the objects. Where the region is known the caller
	// has filled region and partition with [value.Text.Fill].
	Resources []value.Text
	// Foreign says that the buckets are AWS's own: no resource of a deployment is one.
	Foreign bool
	// HTTPS says that the request goes to port 443, not to 80.
	HTTPS bool
	// Region is the bucket's region; the zero Text is one that is not known.
	Region value.Text
	// VPC and Endpoint are different spellings of one thing each: the host's VPC id
	// and the endpoint's id. Empty means that it is not known.
	VPC, Endpoint []value.Text
	// Address are the blocks one of which holds the host's private address. Empty
	// means that it is not known.
	Address []value.Text
	// Interface says whether the endpoint is an interface endpoint. A gateway endpoint
	// takes no concrete principal
	// (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
	Interface value.Truth
}

// key is the state of one condition key in a request.
type key struct {
	present value.Truth
	values  []value.Text
	meaning meaning
	// assume decides a comparison that only a reference or a literal id leaves
	// open; [value.Unknown] decides nothing.
	assume value.Truth
	// address says that the value is a block in which the one address lies.
	address bool
	// signer says that the values are ARNs of the role that signs.
	signer bool
	// why tells the reader what the key reads; the rest of the sentence after the key's name.
	why string
}

// meaning says how several values of a key relate.
type meaning int8

const (
	// together: the key holds all of the values.
	together meaning = iota
	// spellings: the values are ways to write the one value.
	spellings
	// possibilities: the key holds one of the values.
	possibilities
)

func unknownText(why string) value.Text {
	return value.HoleText(value.Hole{Reason: &value.Reason{Text: why}})
}

func reads(word string) key {
	return key{
		present: value.True, values: []value.Text{value.Literal(word)}, assume: value.False,
		why: "reads `" + word + "` on an unsigned request",
	}
}

func holds(texts []value.Text, what string) key {
	if len(texts) == 0 {
		texts = []value.Text{unknownText(what + " is not known")}
	}
	return key{present: value.True, values: texts, meaning: spellings, why: "is " + what}
}

func absent(why string) key { return key{present: value.False, why: why} }

// foreign is an id of the AWS account that owns the bucket. Which one that is
// nobody says, but it is not the author's: whoever writes an account, an
// organization or a reference to one there names his own.
func foreign(present value.Truth, what string) key {
	return key{
		present: present, values: []value.Text{unknownText(what + " is not published")}, assume: value.False,
		why: "is " + what + ", never your own",
	}
}

// own is an id of the author's account or organization. Whoever writes an id there
// names his own.
func own(present value.Truth, text value.Text, what string) key {
	return key{present: present, values: []value.Text{text}, assume: value.True, why: "is " + what}
}

// AnonymousRead is the unsigned s3:GetObject of a package manager. The state of
// every key follows the documentation of the global condition keys:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
func AnonymousRead(read Read) Request {
	r := read.request()
	for name, word := range map[string]string{
		"aws:principalaccount": "anonymous", "aws:principaltype": "Anonymous", "aws:userid": "anonymous",
	} {
		r.keys[name] = reads(word)
	}
	unsigned := absent("is absent from an unsigned request")
	for _, name := range []string{
		"aws:username", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:principalisawsservice",
		"aws:principalservicename", "aws:principalservicenameslist", "aws:federatedprovider", "aws:tokenissuetime",
		"aws:multifactorauthpresent", "aws:multifactorauthage", "aws:sourceidentity", "aws:ec2instancesourcevpc",
		"aws:ec2instancesourceprivateipv4", "aws:assumedroot", "ec2:sourceinstancearn", "ec2:roledelivery",
		"ssm:sourceinstancearn", "s3:authtype", "s3:signatureversion", "s3:signatureage",
	} {
		r.keys[name] = unsigned
	}
	r.families["aws:principaltag/"] = unsigned
	return r
}

// SignedRead is an s3:GetObject that the instance role signs.
func SignedRead(read Read, role Signer) Request {
	r := read.request()
	r.signer, r.role, r.asWritten = instanceRole, role.orAny(), read.Interface
	account := value.SymbolText(value.Account)
	r.keys["aws:principalaccount"] = own(value.True, account, "the account of the instance role")
	r.keys["aws:principaltype"] = holds([]value.Text{value.Literal("AssumedRole")}, "`AssumedRole`")
	r.keys["aws:principalarn"] = r.role.arn()
	r.keys["aws:principalisawsservice"] = holds([]value.Text{value.Literal("false")}, "`false`")
	for _, name := range []string{"aws:principalorgid", "aws:principalorgpaths"} {
		r.keys[name] = own(value.Unknown, unknownText("whether the account is in an organization is not known"), "your own organization")
	}
	for _, name := range []string{"aws:username", "aws:principalservicename", "aws:principalservicenameslist"} {
		r.keys[name] = absent("is absent from a request that a role signs")
	}
	return r
}

// PresignedRead is an s3:GetObject by a URL that an AWS service signed in an
// account of its own and handed to the host
// (https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetDeployablePatchSnapshotForInstance.html).
func PresignedRead(read Read) Request {
	r := read.request()
	r.signer = awsService
	r.keys["aws:principalaccount"] = foreign(value.True, "the account of the AWS service that signs the URL")
	r.keys["aws:principaltype"] = key{
		present: value.True, meaning: possibilities, why: "is that of a signed request",
		values: []value.Text{value.Literal("Account"), value.Literal("AssumedRole"), value.Literal("FederatedUser"), value.Literal("User")},
	}
	r.keys["aws:principalarn"] = foreign(value.True, "an identity of the AWS service that signs the URL")
	for _, name := range []string{"aws:principalorgid", "aws:principalorgpaths"} {
		r.keys[name] = foreign(value.Unknown, "the organization of the AWS service that signs the URL")
	}
	r.keys["s3:authtype"] = holds([]value.Text{value.Literal("REST-QUERY-STRING")}, "`REST-QUERY-STRING`")
	return r
}

// request holds what a read is whoever makes it.
func (read Read) request() Request {
	const mine = "of your own account"
	organization := unknownText("whether the account is in an organization is not known")
	elsewhere := absent("is absent from a request through a VPC endpoint")
	direct := absent("is absent unless an AWS service makes the request")
	object := absent("is absent from a read of an object")
	if literal, ok := read.Region.Literal(); ok && literal == "" {
		read.Region = value.SymbolText(value.Region)
	}
	r := Request{Action: "s3:GetObject", Resources: read.Resources, foreign: read.Foreign, keys: map[string]key{
		"aws:resourceaccount":  foreign(value.True, "the AWS account that owns the bucket"),
		"s3:resourceaccount":   foreign(value.True, "the AWS account that owns the bucket"),
		"aws:resourceorgid":    foreign(value.Unknown, "the organization of the AWS account that owns the bucket"),
		"aws:resourceorgpaths": foreign(value.Unknown, "the organization of the AWS account that owns the bucket"),
		"aws:sourcevpc":        holds(read.VPC, "the id of the host's VPC"),
		"aws:sourcevpce":       holds(read.Endpoint, "the id of the endpoint"),
		"aws:vpcsourceip":      address(read.Address),
		"aws:vpceaccount":      own(value.True, value.SymbolText(value.Account), "the account "+mine),
		"aws:vpceorgid":        own(value.True, organization, "the organization "+mine),
		"aws:vpceorgpaths":     own(value.True, organization, "the organization "+mine),
		"aws:sourceip":         elsewhere,
		"aws:requestedregion":  holds([]value.Text{read.Region}, "the region of the bucket"),
		"aws:currenttime":      holds(nil, "the time of the request"),
		"aws:epochtime":        holds(nil, "the time of the request"),
		"aws:useragent":        holds(nil, "the name of the program"),
		"aws:viaawsservice":    holds([]value.Text{value.Literal("false")}, "`false`, as no AWS service makes the request"),
		"aws:securetransport":  holds([]value.Text{value.Literal("false")}, "`false` on port 80"),
		"s3:tlsversion":        absent("is absent on port 80"),
		"aws:referer":          absent("is absent from a package manager's request"),

		"aws:calledvia": direct, "aws:calledviafirst": direct, "aws:calledvialast": direct,
		"aws:sourceaccount": direct, "aws:sourcearn": direct, "aws:sourceorgid": direct, "aws:sourceorgpaths": direct,
		"s3:dataaccesspointaccount": object, "s3:dataaccesspointarn": object, "s3:accesspointnetworkorigin": object,
		"s3:prefix": object, "s3:delimiter": object, "s3:max-keys": object, "aws:tagkeys": object,
	}, families: map[string]key{
		"aws:requesttag/": object,
		"s3:existingobjecttag/": {present: value.Unknown, values: []value.Text{unknownText("the tags of AWS's objects are not known")},
			why: "may be absent from AWS's objects"},
	}}
	r.fixed = read.fixed()
	if read.HTTPS {
		r.keys["aws:securetransport"] = holds([]value.Text{value.Literal("true")}, "`true` on port 443")
		r.keys["s3:tlsversion"] = key{
			present: value.True, values: []value.Text{value.Literal("1.2"), value.Literal("1.3")},
			meaning: possibilities, why: "is 1.2 or 1.3",
		}
	}
	return r
}

// fixed is the region and partition that the resources are of.
func (read Read) fixed() map[value.Symbol]string {
	fixed := map[value.Symbol]string{}
	symbolic := slices.ContainsFunc(read.Resources, func(arn value.Text) bool { return contains(arn, value.Region) })
	if literal, ok := read.Region.Literal(); ok && !symbolic {
		fixed[value.Region] = literal
	}
	for _, arn := range read.Resources {
		parts := strings.Split(arn.String(), ":")
		if len(parts) > 1 && parts[0] == "arn" && strings.HasPrefix(parts[1], "aws") {
			fixed[value.Partition] = parts[1]
		}
	}
	return fixed
}

func address(blocks []value.Text) key {
	k := holds(blocks, "the host's private address")
	k.address, k.meaning = true, possibilities
	return k
}

// key finds the state of a condition key; names have no case. A key nobody
// listed may be there or not.
func (r Request) key(name string) key {
	folded := strings.ToLower(name)
	if k, ok := r.keys[folded]; ok {
		return k
	}
	for prefix, k := range r.families {
		if strings.HasPrefix(folded, prefix) {
			return k
		}
	}
	why := "what the key `" + name + "` reads on this request is not known"
	return key{present: value.Unknown, values: []value.Text{unknownText(why)}, why: "is not known on this request"}
}
