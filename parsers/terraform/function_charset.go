package terraform

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// charset is one of the encodings that textencodebase64 and textdecodebase64 read
// here; Terraform knows all of IANA's names.
type charset int

const (
	unknownCharset charset = iota
	utf8Charset
	utf16Marked
	utf16Little
	utf16Big
	latin1
	ascii
)

var errCharset = ownError{errors.New("the encoding is not one of UTF-8, UTF-16, UTF-16LE, UTF-16BE, ISO-8859-1 and US-ASCII, or the text does not fit it")}

func charsetOf(name string) charset {
	switch strings.ToLower(name) {
	case "utf-8", "utf8", "csutf8":
		return utf8Charset
	case "utf-16", "csutf16":
		return utf16Marked
	case "utf-16le", "csutf16le":
		return utf16Little
	case "utf-16be", "csutf16be":
		return utf16Big
	case "iso-8859-1", "iso_8859-1", "latin1", "l1", "cp819", "ibm819", "csisolatin1":
		return latin1
	case "us-ascii", "ascii", "csascii":
		return ascii
	}
	return unknownCharset
}

// encodeText is textencodebase64.
func encodeText(t []string) (string, error) {
	made, err := charsetOf(t[1]).encode(t[0])
	return base64.StdEncoding.EncodeToString(made), err
}

// decodeText is textdecodebase64.
func decodeText(t []string) (string, error) {
	raw, err := base64.StdEncoding.DecodeString(t[0])
	if err != nil {
		return "", err
	}
	return charsetOf(t[1]).decode(raw)
}

func (c charset) encode(text string) ([]byte, error) {
	var made []byte
	switch c {
	case utf8Charset:
		return []byte(text), nil
	case utf16Little:
		for _, unit := range utf16.Encode([]rune(text)) {
			made = binary.LittleEndian.AppendUint16(made, unit)
		}
		return made, nil
	case utf16Big:
		for _, unit := range utf16.Encode([]rune(text)) {
			made = binary.BigEndian.AppendUint16(made, unit)
		}
		return made, nil
	case latin1, ascii:
		for _, r := range text {
			if r > c.last() {
				return nil, errCharset
			}
			made = append(made, byte(r))
		}
		return made, nil
	case utf16Marked: // which byte order an encoder writes is its own choice
	case unknownCharset:
	}
	return nil, errCharset
}

func (c charset) decode(raw []byte) (string, error) {
	switch c {
	case utf8Charset:
		if utf8.Valid(raw) {
			return string(raw), nil
		}
	case utf16Little:
		return decodeUnits(raw, binary.LittleEndian)
	case utf16Big:
		return decodeUnits(raw, binary.BigEndian)
	case utf16Marked:
		if len(raw) > 1 && raw[0] == 0xfe && raw[1] == 0xff {
			return decodeUnits(raw[2:], binary.BigEndian)
		}
		if len(raw) > 1 && raw[0] == 0xff && raw[1] == 0xfe {
			return decodeUnits(raw[2:], binary.LittleEndian)
		}
	case latin1, ascii:
		var b strings.Builder
		for _, one := range raw {
			if rune(one) > c.last() {
				return "", errCharset
			}
			b.WriteRune(rune(one))
		}
		return b.String(), nil
	case unknownCharset:
	}
	return "", errCharset
}

// last is the last character of a charset of single bytes.
func (c charset) last() rune {
	if c == ascii {
		return 0x7f
	}
	return 0xff
}

func decodeUnits(raw []byte, order binary.ByteOrder) (string, error) {
	if len(raw)%2 != 0 {
		return "", errCharset
	}
	units := make([]uint16, 0, len(raw)/2)
	for i := 0; i < len(raw); i += 2 {
		units = append(units, order.Uint16(raw[i:]))
	}
	return string(utf16.Decode(units)), nil
}
