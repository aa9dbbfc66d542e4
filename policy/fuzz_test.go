package policy_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/policy"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

func FuzzParseAndEvaluate(f *testing.F) {
	for _, seed := range []string{
		``, `{}`, `[`, `{"Statement":[${var.x}]}`, `{"Statement":{"Effect":"Deny","NotPrincipal":{"AWS":[1,true,null]},"NotAction":"s3:*","NotResource":[["a"]]}}`,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:aws:s3:::${aws:username,'x'}${*}${region}/*","Condition":{"ForAllValues:NumericLessThanIfExists":{"s3:TlsVersion":[1.2,"x"]},"Null":{"a":"${var.y}"},"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/8"},"DateEquals":{"aws:CurrentTime":"2020"}}}]}`,
		accountOnly, perimeter, onlyAL2023, stale, staleDeny,
	} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, document, around string) {
		file := source.NewFile("main.tf", []byte(around))
		v := value.OfText(text(document), file.RangeFromBytes(0, len(around)))
		for _, request := range []policy.Request{
			policy.AnonymousRead(yum()), policy.AnonymousRead(policy.Read{Resources: reading(anyAL, anyAL2).Resources}),
			policy.SignedRead(yum(), roleApp()),
		} {
			parsed, problems := policy.Parse(v, opening(file))
			again, problemsAgain := policy.Parse(v, opening(file))
			if diff := cmp.Diff(problems, problemsAgain); diff != "" {
				t.Fatal(diff)
			}
			decision, decisionAgain := parsed.Evaluate(request), again.Evaluate(request)
			if diff := cmp.Diff(decision, decisionAgain, cmp.Comparer(func(a, b value.Text) bool { return a.String() == b.String() })); diff != "" {
				t.Fatal(diff)
			}
			if decision.Outcome == policy.Undetermined && decision.Reason.Text == "" {
				t.Fatalf("nothing says why %s is open: %+v", document, decision)
			}
		}
	})
}
