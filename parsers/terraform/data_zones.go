package terraform

import (
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// zonesObject is what a search for availability zones finds: those that its
// filters name, else the zones a, b and c, which all regions but a few small ones
// have. Without these no count of a network module would be known.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html
func (in *instance) zonesObject(d *declaration, members map[string]cty.Value) {
	region, ok := given(members, "region")
	if !ok {
		region = in.providerRegion(d.body, d.typ)
	}
	members["id"] = region
	asked, follow := zoneFilters(members["filter"])
	if !follow {
		members["names"], members["zone_ids"] = cty.UnknownVal(cty.List(cty.String)), cty.UnknownVal(cty.List(cty.String))
		return
	}
	names, ids := asked["zone-name"], asked["zone-id"]
	switch {
	case names == nil && ids == nil:
		in.run.assumeZones()
		for _, letter := range []string{"a", "b", "c"} {
			names = append(names, in.run.joined(region, letter))
		}
	case names == nil:
		names = unknownTexts(len(ids))
	}
	if excluded, ok := given(members, "exclude_names"); ok && excluded.IsWhollyKnown() {
		names = slices.DeleteFunc(names, func(name cty.Value) bool {
			return isLiteral(name) && slices.ContainsFunc(excluded.AsValueSlice(), name.RawEquals)
		})
	}
	if len(ids) != 1 || len(names) != 1 {
		ids = unknownTexts(len(names))
	}
	members["names"], members["zone_ids"] = texts(names), texts(ids)
}

func (r *run) assumeZones() {
	if len(r.frames) > 0 {
		r.frames[len(r.frames)-1].zones = true
	}
}

// zoneFilters is what each filter of a search for zones asks for, in order; nil
// where it does not ask. It cannot be followed where a filter is not known, or
// leaves out the zones that a region offers to everybody.
func zoneFilters(filters cty.Value) (map[string][]cty.Value, bool) {
	asked := map[string][]cty.Value{}
	if filters == cty.NilVal {
		return asked, true
	}
	if !filters.IsKnown() {
		return nil, false
	}
	everybody := map[string]string{"zone-type": "availability-zone", "opt-in-status": "opt-in-not-required"}
	for _, filter := range filters.AsValueSlice() {
		name, values := filter.AsValueMap()["name"], filter.AsValueMap()["values"]
		if !isLiteral(name) || values == cty.NilVal || !values.IsKnown() || values.IsNull() {
			return nil, false
		}
		found := values.AsValueSlice()
		if !slices.ContainsFunc(found, func(v cty.Value) bool { return !isLiteral(v) }) {
			if needed, ok := everybody[name.AsString()]; ok && !slices.ContainsFunc(found, cty.StringVal(needed).RawEquals) {
				return nil, false
			}
		} else {
			found = unknownTexts(len(found))
		}
		_, twice := asked[name.AsString()]
		if twice || slices.ContainsFunc(found, isPattern) {
			return nil, false
		}
		asked[name.AsString()] = found
	}
	return asked, true
}

func isPattern(v cty.Value) bool { return isLiteral(v) && strings.ContainsAny(v.AsString(), "*?") }

func unknownTexts(n int) []cty.Value {
	return slices.Repeat([]cty.Value{cty.UnknownVal(cty.String)}, n)
}

func texts(items []cty.Value) cty.Value {
	if len(items) == 0 {
		return cty.ListValEmpty(cty.String)
	}
	return cty.ListVal(items)
}
