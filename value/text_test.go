package value

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func written(texts []Text) []string {
	var list []string
	for _, t := range texts {
		list = append(list, t.String())
	}
	return list
}

func TestConcatJoinsNeighbouringLiterals(t *testing.T) {
	t.Parallel()
	joined := Concat(Literal("com."), Literal("amazonaws."), region, Literal(""), Literal(".s3"))
	if got, want := joined.String(), "com.amazonaws.${region}.s3"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := len(joined.Pieces()); got != 3 {
		t.Errorf("%d pieces, want 3", got)
	}
	whole, ok := Concat(Literal("a"), Literal("b"), Text{}).Literal()
	if !ok || whole != "ab" {
		t.Errorf("got %q, %t", whole, ok)
	}
}

func TestConcatLeavesItsArgumentsAlone(t *testing.T) {
	t.Parallel()
	left := text("a", region, "b")
	_ = Concat(left, Literal("c"))
	if got, want := left.String(), "a${region}b"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestSplitCutsLiteralParts(t *testing.T) {
	t.Parallel()
	got := written(text("a,b", region, "c,", unknown("var.x"), ",").Split(","))
	if diff := cmp.Diff([]string{"a", "b${region}c", "${var.x}", ""}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{""}, written(Text{}.Split(","))); diff != "" {
		t.Error(diff)
	}
}

func TestFillReplacesKnownSymbolsOnly(t *testing.T) {
	t.Parallel()
	got := text("arn:", partition, ":", region, ":", account, unknown("")).Fill(map[Symbol]string{Region: "us-east-1", Partition: "aws"})
	if want := "arn:aws:us-east-1:${account}${unknown}"; got.String() != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if literal, ok := region.Fill(map[Symbol]string{Region: "us-east-1"}).Literal(); !ok || literal != "us-east-1" {
		t.Errorf("got %q, %t", literal, ok)
	}
}

func TestFirstUnknownSkipsSymbolsAndReferences(t *testing.T) {
	t.Parallel()
	reason, ok := text(region, reference("n", "id"), unknown("var.a"), unknown("var.b")).FirstUnknown()
	if !ok || reason.Key != "var.a" {
		t.Errorf("got %+v, %t", reason, ok)
	}
	if _, ok := text(region, reference("n", "id")).FirstUnknown(); ok {
		t.Error("a symbol and a reference are no unknowns")
	}
}

func TestHoleOfATextThatIsOneHole(t *testing.T) {
	t.Parallel()
	if hole, ok := reference("n", "id").Hole(); !ok || *hole.Ref != (Ref{"n", "id"}) {
		t.Errorf("got %+v, %t", hole, ok)
	}
	for _, other := range []Text{{}, Literal("a"), text(region, "a")} {
		if _, ok := other.Hole(); ok {
			t.Errorf("%s is not one hole", other)
		}
	}
}

func TestATextShowsAddressesAndIsToldApartByWholeNames(t *testing.T) {
	t.Parallel()
	text := Concat(
		HoleText(Hole{Ref: &Ref{Node: "infra#aws_s3_bucket.b", Attribute: "arn"}}), Literal("/"),
		HoleText(Hole{Reason: &Reason{Text: "not set", Key: "infra#var.prefix"}}), Literal("*"))
	if got, want := text.String(), "${aws_s3_bucket.b.arn}/${var.prefix}*"; got != want {
		t.Errorf("shown as %s, want %s", got, want)
	}
	if got, want := text.Identity(), "${infra#aws_s3_bucket.b.arn}/${infra#var.prefix}*"; got != want {
		t.Errorf("told apart by %s, want %s", got, want)
	}
}
