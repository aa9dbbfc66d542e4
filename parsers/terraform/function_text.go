package terraform

import (
	"bytes"
	"compress/gzip"
	"crypto/md5"  //nolint:gosec // Terraform's md5(), no cryptography
	"crypto/sha1" //nolint:gosec // Terraform's sha1(), no cryptography
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/repolint/repolint/internal/lazyregexp"
)

// textual makes a function from texts to a text.
func textual(count int, impl func([]string) (string, error)) function.Function {
	params := make([]function.Parameter, count)
	for i := range params {
		params[i] = function.Parameter{Name: "text", Type: cty.String}
	}
	return function.New(&function.Spec{
		Params: params, Type: function.StaticReturnType(cty.String),
		Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) {
			texts := make([]string, len(a))
			for i := range a {
				texts[i] = a[i].AsString()
			}
			made, err := impl(texts)
			return cty.StringVal(made), err
		},
	})
}

// asking makes a function from two texts to a bool.
func asking(impl func(a, b string) bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "text", Type: cty.String}, {Name: "part", Type: cty.String}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.BoolVal(impl(a[0].AsString(), a[1].AsString())), nil
		},
	})
}

var (
	startsWithFunc  = asking(strings.HasPrefix)
	endsWithFunc    = asking(strings.HasSuffix)
	strContainsFunc = asking(strings.Contains)

	md5Func    = textual(1, func(t []string) (string, error) { s := md5.Sum([]byte(t[0])); return hex.EncodeToString(s[:]), nil })  //nolint:gosec // see the import
	sha1Func   = textual(1, func(t []string) (string, error) { s := sha1.Sum([]byte(t[0])); return hex.EncodeToString(s[:]), nil }) //nolint:gosec // see the import
	sha256Func = textual(1, func(t []string) (string, error) {
		s := sha256.Sum256([]byte(t[0]))
		return hex.EncodeToString(s[:]), nil
	})
	sha512Func = textual(1, func(t []string) (string, error) {
		s := sha512.Sum512([]byte(t[0]))
		return hex.EncodeToString(s[:]), nil
	})
	base64SHA256Func = textual(1, func(t []string) (string, error) {
		s := sha256.Sum256([]byte(t[0]))
		return base64.StdEncoding.EncodeToString(s[:]), nil
	})
	base64SHA512Func = textual(1, func(t []string) (string, error) {
		s := sha512.Sum512([]byte(t[0]))
		return base64.StdEncoding.EncodeToString(s[:]), nil
	})
	base64DecodeFunc = textual(1, func(t []string) (string, error) {
		plain, err := base64.StdEncoding.DecodeString(t[0])
		if err != nil || !utf8.Valid(plain) {
			return "", errors.New("the text is no base64 of UTF-8")
		}
		return string(plain), nil
	})
	base64GzipFunc = textual(1, func(t []string) (string, error) {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = w.Write([]byte(t[0]))
		_ = w.Flush() // as Terraform does: it shows in the bytes
		_ = w.Close()
		return base64.StdEncoding.EncodeToString(b.Bytes()), nil
	})
	base64GunzipFunc = textual(1, gunzip)
	urlEncodeFunc    = textual(1, func(t []string) (string, error) { return url.QueryEscape(t[0]), nil })
	urlDecodeFunc    = textual(1, func(t []string) (string, error) { return url.QueryUnescape(t[0]) })
	basenameFunc     = textual(1, func(t []string) (string, error) { return path.Base(t[0]), nil })
	dirnameFunc      = textual(1, func(t []string) (string, error) { return path.Dir(t[0]), nil })
	replaceFunc      = textual(3, replaced)
	uuidV5Func       = textual(2, uuidV5)

	textEncodeBase64Func = textual(2, encodeText)
	textDecodeBase64Func = textual(2, decodeText)
)

// gunzip decompresses at most maxText bytes.
func gunzip(t []string) (string, error) {
	r, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(t[0])))
	if err != nil {
		return "", err
	}
	plain, err := io.ReadAll(io.LimitReader(r, maxText+1))
	if err != nil || len(plain) > maxText || !utf8.Valid(plain) {
		return "", ownError{errors.New("the text is no compressed UTF-8 within the limit")}
	}
	return string(plain), nil
}

// replaced is Terraform's replace: a search between slashes is a pattern.
func replaced(t []string) (string, error) {
	if isBetweenSlashes(t[1]) {
		pattern, err := regexp.Compile(t[1][1 : len(t[1])-1])
		if err != nil {
			return "", err
		}
		return pattern.ReplaceAllString(t[0], t[2]), nil
	}
	return strings.ReplaceAll(t[0], t[1], t[2]), nil
}

func uuidV5(t []string) (string, error) {
	spaces := map[string]string{
		"dns": "6ba7b8109dad11d180b400c04fd430c8", "url": "6ba7b8119dad11d180b400c04fd430c8",
		"oid": "6ba7b8129dad11d180b400c04fd430c8", "x500": "6ba7b8149dad11d180b400c04fd430c8",
	}
	space, ok := spaces[t[0]]
	if !ok {
		space = strings.ReplaceAll(t[0], "-", "")
	}
	raw, err := hex.DecodeString(space)
	if err != nil || len(raw) != 16 {
		return "", errors.New("the namespace is no UUID")
	}
	sum := sha1.Sum(append(raw, t[1]...)) //nolint:gosec // RFC 4122's version 5
	sum[6], sum[8] = sum[6]&0x0f|0x50, sum[8]&0x3f|0x80
	h := hex.EncodeToString(sum[:16])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:], nil
}

var timeCompareFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "a", Type: cty.String}, {Name: "b", Type: cty.String}},
	Type:   function.StaticReturnType(cty.Number),
	Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) {
		first, err := time.Parse(time.RFC3339, a[0].AsString())
		if err != nil {
			return cty.NilVal, err
		}
		second, err := time.Parse(time.RFC3339, a[1].AsString())
		return cty.NumberIntVal(int64(first.Compare(second))), err
	},
})

// isSensitiveFunc is what issensitive is called as; [call.issensitive] answers.
var isSensitiveFunc = function.New(&function.Spec{
	Params: []function.Parameter{anyParameter("value")}, Type: function.StaticReturnType(cty.Bool),
	Impl: func([]cty.Value, cty.Type) (cty.Value, error) { return cty.UnknownVal(cty.Bool), nil },
})

// addTextFunctions adds the functions that build texts: what is unknown in them
// becomes a token.
func (in *instance) addTextFunctions(table map[string]function.Function) {
	table["jsonencode"] = function.New(&function.Spec{
		Params: []function.Parameter{anyParameter("value")}, Type: function.StaticReturnType(cty.String),
		Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) {
			text := in.run.render(in.base().plainAt(a[0], source.Range{}, in.run.anonymous), "", "")
			return cty.StringVal(text), nil
		},
	})
	table["length"] = in.lengthOf()
	table["jsondecode"] = guarded(untyped([]function.Parameter{{Name: "text", Type: cty.String, AllowUnknown: true}}, nil, in.run.decodeJSON))
	table["format"] = function.New(&function.Spec{
		Params: []function.Parameter{{Name: "format", Type: cty.String, AllowUnknown: true}}, VarParam: variadic("arguments"),
		Type: function.StaticReturnType(cty.String),
		Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) { return in.format(a) },
	})
	table["formatlist"] = function.New(&function.Spec{
		Params: []function.Parameter{{Name: "format", Type: cty.String, AllowUnknown: true}}, VarParam: variadic("arguments"),
		Type: function.StaticReturnType(cty.List(cty.String)),
		Impl: func(a []cty.Value, ty cty.Type) (cty.Value, error) { return in.formatList(a, ty) },
	})
	table["base64encode"] = function.New(&function.Spec{
		Params: []function.Parameter{{Name: "text", Type: cty.String}}, Type: function.StaticReturnType(cty.String),
		Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) {
			text := a[0].AsString()
			if hasToken(text) {
				return in.run.encoded(text), nil
			}
			return cty.StringVal(base64.StdEncoding.EncodeToString([]byte(text))), nil
		},
	})
}

// decodeJSON decodes a text once: its type and its value are asked for apart.
func (r *run) decodeJSON(a []cty.Value) (cty.Value, error) {
	if !a[0].IsKnown() {
		return cty.DynamicVal, nil
	}
	text := a[0].AsString()
	if v, ok := r.decoded[text]; ok {
		return v, nil
	}
	v, err := stdlib.JSONDecode(a[0])
	if err != nil {
		return cty.NilVal, err
	}
	if r.decoded == nil {
		r.decoded = map[string]cty.Value{}
	}
	r.decoded[text] = v
	return v, nil
}

// anonymous is an unknown value nothing more is known of.
func (r *run) anonymous() value.Value {
	return value.OfReason(value.Reason{Text: "a part of the value is not known before deployment"}, source.Range{})
}

// weakened replaces unknown arguments of a format by tokens.
func (r *run) weakened(v cty.Value) cty.Value {
	if v.IsKnown() {
		return v
	}
	reason := r.anonymous().Reason
	return r.tokens.value(value.Hole{Reason: &reason})
}

var plainVerb = lazyregexp.New(`%(\[\d+\])?[sv]|%%`)

func (in *instance) format(a []cty.Value) (cty.Value, error) {
	if !a[0].IsKnown() || hasToken(a[0].AsString()) {
		return cty.UnknownVal(cty.String), nil
	}
	arguments := make([]cty.Value, 0, len(a))
	weak := false
	for _, v := range a {
		if !v.IsKnown() || v.Type() == cty.String && !v.IsNull() && hasToken(v.AsString()) {
			weak = true
		} else if tokenIn(v) || !v.IsWhollyKnown() {
			return cty.UnknownVal(cty.String), nil
		}
		arguments = append(arguments, in.run.weakened(v))
	}
	if weak && strings.Contains(plainVerb.Get().ReplaceAllString(a[0].AsString(), ""), "%") {
		return cty.UnknownVal(cty.String), nil
	}
	return stdlib.FormatFunc.Call(arguments)
}

func (in *instance) formatList(a []cty.Value, ty cty.Type) (cty.Value, error) {
	length := -1
	for _, v := range a[1:] {
		switch {
		case !v.IsKnown() && !v.Type().IsPrimitiveType():
			return cty.UnknownVal(ty), nil
		case isSequence(v) && (length < 0 || v.LengthInt() == length):
			length = v.LengthInt()
		case isSequence(v):
			return cty.NilVal, errors.New("the lists differ in length")
		}
	}
	if length < 0 {
		length = 1
	}
	items := make([]cty.Value, 0, length)
	lists := make([][]cty.Value, len(a))
	for n, v := range a {
		if n > 0 && isSequence(v) {
			lists[n] = v.AsValueSlice()
		}
	}
	for i := range length {
		arguments := slices.Clone(a)
		for n, list := range lists {
			if list != nil {
				arguments[n] = list[i]
			}
		}
		item, err := in.format(arguments)
		if err != nil {
			return cty.NilVal, err
		}
		items = append(items, item)
	}
	if len(items) == 0 {
		return cty.ListValEmpty(cty.String), nil
	}
	return cty.ListVal(items), nil
}

// encoded is the base64 of a text with holes. The text itself is kept, for who
// can decode it again.
func (r *run) encoded(text string) cty.Value {
	key := encodedKey + text
	reason := value.Reason{Text: "the encoded text is only partly known", Key: key}
	if unknown, ok := r.tokens.read(text).FirstUnknown(); ok {
		reason.Text, reason.Settle = unknown.Text, unknown.Settle
	}
	if r.plain == nil {
		r.plain = map[string]string{}
	}
	r.plain[key] = text
	return r.tokens.value(value.Hole{Reason: &reason})
}

// encodedKey starts the key of a hole that is the base64 of a text.
const encodedKey = "base64 of "
