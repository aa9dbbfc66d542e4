package lib.finding_test

import data.lib.finding

test_refusal_names_the_signature_where_the_policy_asks_who_calls[key] if {
	some key in {"aws:PrincipalAccount", "aws:principalOrgID", "aws:PrincipalTag/team", "aws:userid"}
	said := finding.refusal({"detail": {"element": "Condition", "key": key}}, "yum")
	said == "yum signs no request, so it gets 403 Forbidden"
}

test_refusal_names_the_signature_for_a_principal if {
	said := finding.refusal({"detail": {"element": "Principal", "key": ""}}, "yum")
	said == "yum signs no request, so it gets 403 Forbidden"
}

test_refusal_leaves_it_out_elsewhere[key] if {
	some key in {"aws:SecureTransport", "aws:ResourceAccount", "aws:SourceIp"}
	finding.refusal({"detail": {"element": "Condition", "key": key}}, "yum") == "yum gets 403 Forbidden"
}

test_refusal_leaves_it_out_for_resources if {
	finding.refusal({"detail": {"element": "Resource", "key": ""}}, "yum") == "yum gets 403 Forbidden"
}

test_unless_exported if {
	finding.unless_exported({"exported": true}, "x is missing") == "x is missing, unless another stack adds it"
	finding.unless_exported({"exported": false}, "x is missing") == "x is missing"
}
