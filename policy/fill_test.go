package policy

import (
	"testing"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

func TestFilledSymbolsDecide(t *testing.T) {
	t.Parallel()
	resource := value.Concat(value.Literal(`arn:aws:s3:::al2023-repos-`), value.SymbolText(value.Region), value.Literal(`-de612dc2/*`))
	text := value.Concat(value.Literal(`{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"`), resource, value.Literal(`"}}`))
	document, _ := Parse(value.OfText(text, source.Range{}), nil)
	for region, want := range map[string]Outcome{"eu-west-1": Allowed, "us-east-1": Denied} {
		request := AnonymousRead(Read{HTTPS: true, Region: value.Literal("eu-west-1"), Resources: []value.Text{value.Literal("arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/core/mirror.list")}})
		if got := document.Fill(map[value.Symbol]string{value.Region: region}).Evaluate(request); got.Outcome != want {
			t.Errorf("region %s: want %s, got %s", region, want, got.Outcome)
		}
	}
}
