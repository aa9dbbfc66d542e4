package source

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/repolint/repolint/internal/lazyregexp"
)

const (
	// headSize is how much of a file is read before the rest is worth reading.
	headSize = 8 << 10
	// maxPlainSize bounds files whose name says nothing. CloudFormation accepts
	// no template over 1 MB, so nothing that could be deployed is missed.
	maxPlainSize = 1 << 20
	// strayBytes is how many NUL bytes leave a file a text that went wrong; what
	// is truly binary has more.
	strayBytes = 8
)

// content is what the bytes of a file say it is; the zero dialect is "nothing we know".
type content struct {
	dialect Dialect
	err     error
}

// look reads a file only as far as its first bytes are promising. Of what it
// reads, the tree keeps the templates, as long as there is room.
func (t *Tree) look(name string, isTemplate func(*File) bool) content {
	handle, err := t.root.Open(name)
	if err != nil {
		return content{err: err}
	}
	defer handle.Close()
	info, err := handle.Stat()
	if err != nil {
		return content{err: err}
	}
	size := info.Size()
	head := make([]byte, min(size, headSize), min(size, maxPlainSize)+bytes.MinRead)
	if _, err := io.ReadFull(handle, head); err != nil {
		return content{err: err}
	}
	promised := decoded(name, head)
	switch {
	case isBinary(head) && 3*bytes.Count(head, []byte{0}) > len(head) && mentionsTemplate(bytes.ReplaceAll(head, []byte{0}, nil)):
		return content{err: errors.New("it seems to be UTF-16 without a byte order mark: save it as UTF-8")}
	case isBinary(head) && bytes.Count(head, []byte{0}) <= strayBytes && claimsTemplate.Get().Match(head):
		return content{err: errors.New("it holds a NUL byte: save it as text")}
	case isBinary(head) || size > maxPlainSize && path.Ext(name) == "":
		return content{}
	case isPlan(promised):
		return content{dialect: TerraformPlan}
	case isSnapshot(promised):
		return content{dialect: Live}
	case size > MaxFileSize:
		return content{err: tooLarge(size)}
	}
	whole, err := readRest(handle, head)
	if err != nil {
		return content{err: err}
	}
	whole = decoded(name, whole)
	if isTemplate == nil || !mentionsTemplate(whole) {
		return content{}
	}
	file := NewFile(name, whole)
	if !isTemplate(file) {
		if claimsTemplate.Get().Match(whole) {
			return content{err: errors.New("it says that it is a CloudFormation template, and no resource with a type can be found in it")}
		}
		return content{}
	}
	if t.hasRoom(file) && !t.leadsIntoRepository(name) {
		t.keep(file)
	}
	return content{dialect: CloudFormation}
}

// tooLarge is the size of a file that is over the limit.
type tooLarge int64

func (size tooLarge) Error() string {
	return fmt.Sprintf("%d bytes are more than the limit of %d", int64(size), MaxFileSize)
}

// decoded is a file's text as UTF-8, where a mark at its beginning says that it is
// UTF-16. Terraform reads its own files as UTF-8 only.
func decoded(name string, text []byte) []byte {
	var order binary.ByteOrder
	switch {
	case isTerraform(path.Base(name)):
		return text
	case bytes.HasPrefix(text, []byte("\xff\xfe")):
		order = binary.LittleEndian
	case bytes.HasPrefix(text, []byte("\xfe\xff")):
		order = binary.BigEndian
	default:
		return text
	}
	units := make([]uint16, 0, len(text)/2)
	for at := 2; at+1 < len(text); at += 2 {
		units = append(units, order.Uint16(text[at:]))
	}
	return []byte(string(utf16.Decode(units)))
}

// readRest reads what follows the head of a file, into its spare capacity first.
func readRest(handle io.Reader, head []byte) ([]byte, error) {
	buffer := bytes.NewBuffer(head)
	_, err := buffer.ReadFrom(io.LimitReader(handle, MaxFileSize+1-int64(len(head))))
	return buffer.Bytes(), err
}

// isBinary takes a zero byte for the mark of a file that is no text, except in
// the two byte orders of UTF-16.
func isBinary(head []byte) bool {
	return bytes.IndexByte(head, 0) >= 0 && !bytes.HasPrefix(head, []byte("\xff\xfe")) && !bytes.HasPrefix(head, []byte("\xfe\xff"))
}

// isPlan recognises `terraform show -json` and `tofu show -json`.
func isPlan(head []byte) bool {
	trimmed := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	return bytes.HasPrefix(trimmed, []byte("{")) && bytes.Contains(head, []byte(`"format_version"`)) &&
		(bytes.Contains(head, []byte(`"terraform_version"`)) || bytes.Contains(head, []byte(`"planned_values"`)))
}

// SnapshotKey is the key by which a snapshot of a deployed network is known.
const SnapshotKey = "repolint_snapshot"

// isSnapshot recognises what `repolint snapshot` writes: its key comes first.
func isSnapshot(head []byte) bool {
	trimmed := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	rest, ok := bytes.CutPrefix(trimmed, []byte("{"))
	return ok && bytes.HasPrefix(bytes.TrimSpace(rest), []byte(`"`+SnapshotKey+`"`))
}

// mentionsTemplate is the cheap test before the real one.
func mentionsTemplate(text []byte) bool {
	return bytes.Contains(text, []byte("Resources")) || bytes.Contains(text, []byte("AWSTemplateFormatVersion"))
}

// claimsTemplate finds the mark of a template among the outermost keys.
var claimsTemplate = lazyregexp.New(`(?m)^["']?AWSTemplateFormatVersion["']?[ \t]*:|\A\s*\{\s*"AWSTemplateFormatVersion"\s*:`)

func isTerraform(base string) bool {
	return !strings.HasPrefix(base, ".") && (strings.HasSuffix(base, ".tf") || strings.HasSuffix(base, ".tofu") ||
		strings.HasSuffix(base, ".tf.json") || strings.HasSuffix(base, ".tofu.json"))
}

// mayBeTemplate tells by the name whether reading a file can pay.
func mayBeTemplate(base string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".json"}, strings.ToLower(path.Ext(base))) || isTemplateName(base) ||
		!strings.Contains(base, ".")
}

// isTemplateName holds for the suffixes that only templates have.
func isTemplateName(name string) bool {
	return slices.Contains([]string{".template", ".cfn", ".cform"}, strings.ToLower(path.Ext(name)))
}

// pathReason is the reason inside an error of the file system, without the path
// and the call, which the message around it already gives.
func pathReason(err error) string {
	var failed *fs.PathError
	if !errors.As(err, &failed) {
		return err.Error()
	}
	if strings.Contains(failed.Err.Error(), "escapes") {
		return "it leads out of the scan root"
	}
	return failed.Err.Error()
}
