package policy

import "github.com/repolint/repolint/value"

// SignedCall is a call of an AWS service that the instance role signs. Of call,
// Resources are the ARNs of what the action is about, and Foreign says that those
// are AWS's own, such as a document of Systems Manager.
func SignedCall(action string, call Read, role Signer) Request {
	r := SignedRead(call, role)
	r.asCall(action, call)
	return r
}

// NodeCall is a call that the agent of a hybrid node makes before it has
// credentials: it is signed with the node's own key, so that there is no principal,
// and the service says whose node it is
// (https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html).
func NodeCall(action string, call Read) Request {
	r := AnonymousRead(call)
	r.asCall(action, call)
	r.keys["ssm:nodeaccountid"] = own(value.True, value.SymbolText(value.Account), "the account that the node is registered in")
	r.keys["ssm:nodeorgid"] = own(value.Unknown, unknownText("whether the account is in an organization is not known"), "your own organization")
	return r
}

// asCall makes a read of S3 a call of another service.
func (r *Request) asCall(action string, call Read) {
	r.Action = action
	r.foreign = false
	unused := absent("is a key of Amazon S3 only")
	for _, name := range []string{
		"s3:resourceaccount", "s3:dataaccesspointaccount", "s3:dataaccesspointarn", "s3:accesspointnetworkorigin", "s3:prefix",
		"s3:delimiter", "s3:max-keys", "s3:tlsversion", "s3:authtype", "s3:signatureversion", "s3:signatureage",
	} {
		r.keys[name] = unused
	}
	delete(r.families, "s3:existingobjecttag/")
	if call.Foreign {
		for _, name := range []string{"aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths"} {
			was := r.keys[name]
			was.why = "is that of AWS's own resource, never your own"
			r.keys[name] = was
		}
		return
	}
	organization := unknownText("whether the account is in an organization is not known")
	r.keys["aws:resourceaccount"] = own(value.Unknown, value.SymbolText(value.Account), "your own account where the action has a resource")
	r.keys["aws:resourceorgid"] = own(value.Unknown, organization, "your own organization where the action has a resource")
	r.keys["aws:resourceorgpaths"] = own(value.Unknown, organization, "your own organization where the action has a resource")
}
