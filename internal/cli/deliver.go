package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// writeFile replaces a regular file. Anything else of that name stays what it is
// and is written into: a pipe, a device, and what a symbolic link leads to.
func writeFile(name string, content []byte) error {
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = replaceFile(name, content, 0)
	case err != nil:
	case info.Mode().IsRegular():
		err = replaceFile(name, content, info.Mode().Perm())
	default:
		err = writeInto(name, content)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}

func writeInto(name string, content []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Close())
}

// replaceFile writes beside the file and renames, so that nobody ever reads half
// a report and a shorter one leaves nothing of a longer one. The mode of a new
// file, which mode 0 means, is left to the process's mask.
func replaceFile(name string, content []byte, mode fs.FileMode) (err error) {
	beside := filepath.Join(filepath.Dir(name), ".repolint-"+strconv.Itoa(os.Getpid())+"-"+filepath.Base(name))
	temporary, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(beside)
		}
	}()
	_, err = temporary.Write(content)
	if mode != 0 {
		err = errors.Join(err, temporary.Chmod(mode))
	}
	if err = errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	return os.Rename(beside, name)
}
