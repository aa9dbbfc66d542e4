package destination

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

//go:embed destinations.json
var embedded []byte

var all = sync.OnceValue(func() []Destination {
	parsed, err := Parse(embedded)
	if err != nil {
		panic("destinations.json is part of the program: " + err.Error())
	}
	return parsed
})

// All lists the destinations repolint knows, in the order of their file. The
// values are shared and must not be changed.
func All() []Destination { return slices.Clone(all()) }

// Default lists those of [All] that are judged unless something else is said: all
// but the opt-in ones.
func Default() []Destination {
	return slices.DeleteFunc(All(), func(d Destination) bool { return d.OptIn })
}

// Find is the destination of [All] with this id; ok is false when there is none.
func Find(id string) (d Destination, ok bool) {
	index := slices.IndexFunc(all(), func(d Destination) bool { return d.ID == id })
	if index < 0 {
		return Destination{}, false
	}
	return all()[index], true
}

type file struct {
	Schema       string        `json:"$schema,omitempty"`
	Destinations []Destination `json:"destinations"`
}

// Parse reads destinations in the form of destinations.json. An unknown key, an
// unknown name and an unknown ${…} in a pattern are errors.
func Parse(data []byte) ([]Destination, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	var parsed file
	if err := decoder.Decode(&parsed); err != nil {
		return nil, fmt.Errorf("reading destinations: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("reading destinations: text after the end of the document")
	}
	seen := map[string]bool{}
	for i := range parsed.Destinations {
		d := &parsed.Destinations[i]
		if err := d.check(); err != nil {
			return nil, fmt.Errorf("reading destination %q: %w", d.ID, err)
		}
		if seen[d.ID] {
			return nil, fmt.Errorf("reading destination %q: it is listed twice", d.ID)
		}
		seen[d.ID] = true
	}
	return parsed.Destinations, nil
}

func (d *Destination) check() error {
	switch {
	case d.ID == "" || strings.Trim(d.ID, "abcdefghijklmnopqrstuvwxyz0123456789_") != "":
		return errors.New("id must be lower case letters, digits and underscores")
	case d.Service == "":
		return errors.New("service is missing, use s3 or an interface endpoint's service such as ssm")
	case d.Service == "s3" && len(d.Buckets) == 0:
		return errors.New("an S3 destination needs buckets")
	case d.Service != "s3" && len(d.Buckets) > 0:
		return errors.New("only an S3 destination has buckets")
	case d.Signing == 0:
		return errors.New("signing is missing, use one of " + strings.Join(signings[1:], ", "))
	case len(d.Ports) == 0:
		return errors.New("ports are missing")
	}
	for _, port := range d.Ports {
		if port.Number < 1 || port.Number > 65535 {
			return fmt.Errorf("port %d is none", port.Number)
		}
	}
	for _, requirement := range d.Needs {
		if requirement.Need == NoNeed {
			return errors.New("a need without need, use one of " + strings.Join(needs[1:], ", "))
		}
	}
	for _, action := range d.Actions {
		if service, name, ok := strings.Cut(action.Name, ":"); !ok || service == "" || name == "" {
			return fmt.Errorf("action %q is none, write it as policies do: ssm:UpdateInstanceInformation", action.Name)
		}
		if err := checkPattern(action.Resource); err != nil {
			return err
		}
	}
	return d.checkBuckets()
}

func (d *Destination) checkBuckets() error {
	for _, bucket := range d.Buckets {
		if bucket.Name == "" || len(bucket.Keys) == 0 {
			return errors.New("a bucket needs a name and sample keys")
		}
		for _, pattern := range slices.Concat([]string{bucket.Name}, bucket.Keys, bucket.Hosts) {
			if err := checkPattern(pattern); err != nil {
				return err
			}
		}
		if strings.Contains(bucket.Name, "${"+suffixHole+"}") && len(bucket.Suffixes) == 0 {
			return fmt.Errorf("bucket %q has ${suffix} and no suffixes", bucket.Name)
		}
	}
	for _, pattern := range d.Hosts {
		if err := checkPattern(pattern); err != nil {
			return err
		}
	}
	return nil
}

func checkPattern(pattern string) error {
	for _, part := range strings.Split(pattern, "${")[1:] {
		hole, _, closed := strings.Cut(part, "}")
		if !closed {
			return fmt.Errorf("%q has ${ without }", pattern)
		}
		if _, known := holes[hole]; !known && hole != suffixHole {
			return fmt.Errorf("%q has unknown ${%s}, use region, partition, account, dns_suffix or suffix", pattern, hole)
		}
	}
	return nil
}
