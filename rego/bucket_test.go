package rego

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestALineThatNamesABucketIsThereForEachOfThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Resource = [\n  \"{bucket}/*\",\n]":   "Resource = [\n  \"a/*\",\n  \"b/*\",\n]",
		"Resource:\n  - !Sub {bucket}/*":       "Resource:\n  - !Sub a/*\n  - !Sub b/*",
		"\"Resource\": [\n  \"{bucket}/*\"\n]": "\"Resource\": [\n  \"a/*\",\n  \"b/*\"\n]",
		"Resource: {bucket_ecr_layers}":        "Resource: {bucket_ecr_layers}",
	} {
		if diff := cmp.Diff(want, forEachBucket(text, []string{"a", "b"})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}
