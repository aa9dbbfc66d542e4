//go:build unix

package cli

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestAReportGoesWhereASymbolicLinkLeads(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	old, link := filepath.Join(dir, "old"), filepath.Join(dir, "link")
	if err := os.WriteFile(old, []byte("a longer report of before"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("old", link); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("new", filepath.Join(dir, "ahead")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"link", "ahead"} {
		if err := writeFile(filepath.Join(dir, name), []byte("report")); err != nil {
			t.Fatal(err)
		}
		info, err := os.Lstat(filepath.Join(dir, name))
		if err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("%s is no link any more: %v, %v", name, info, err)
		}
	}
	if diff := cmp.Diff([]string{"report", "report"}, []string{read(t, old), read(t, filepath.Join(dir, "new"))}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if info, err := os.Stat(old); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode of an existing file became %v, %v", info, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 4 {
		t.Errorf("something is left behind: %v, %v", entries, err)
	}
}

func TestAReportIsWrittenIntoAPipe(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skipf("no named pipes here: %v", err)
	}
	received := make(chan string, 1)
	go func() {
		file, err := os.Open(pipe)
		if err != nil {
			received <- err.Error()
			return
		}
		defer file.Close()
		content, _ := io.ReadAll(file)
		received <- string(content)
	}()
	if err := writeFile(pipe, []byte("report")); err != nil {
		t.Fatal(err)
	}
	if got := <-received; got != "report" {
		t.Errorf("the reader got %q", got)
	}
	if info, err := os.Lstat(pipe); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		t.Errorf("the pipe is none any more: %v, %v", info, err)
	}
}
