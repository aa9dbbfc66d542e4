package destination

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func FuzzParse(f *testing.F) {
	f.Add(embedded)
	f.Add([]byte(`{"destinations": [` + ssmText + `]}`))
	f.Add([]byte(`{"destinations": [{"id": "m", "service": "s3", "signing": "anonymous", "needs": [], "ports": [{"number": 443}], "buckets": [{"name": "m-${suffix}-${region}", "keys": ["${account}"], "suffixes": {"eu-west-1": ""}}]}]}`))
	f.Add([]byte(`{"destinations": null}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		parsed, err := Parse(text)
		if err != nil {
			return
		}
		again, err := json.Marshal(file{Destinations: parsed})
		if err != nil {
			t.Fatal(err)
		}
		reread, err := Parse(again)
		if err != nil {
			t.Fatalf("what was read does not read again: %v", err)
		}
		written, err := json.Marshal(file{Destinations: reread})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(again), string(written)); diff != "" {
			t.Error(diff)
		}
		for _, d := range parsed {
			for _, bucket := range d.Buckets {
				for _, object := range bucket.Objects(nil) {
					if !strings.HasPrefix(object.String(), "arn:${partition}:s3:::") {
						t.Errorf("object %s", object)
					}
				}
			}
		}
	})
}
