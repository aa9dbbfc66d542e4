// Package bench measures repolint: the whole pipeline on small and large input,
// the rules alone, and every parser alone. Whole processes are timed by
// whole-process.sh; nothing here is a test of time.
package bench
