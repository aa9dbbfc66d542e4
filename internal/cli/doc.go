// Package cli holds the command: flags, subcommands, streams and exit codes.
//
// It takes arguments, an environment and streams, and hands over an exit code.
//
// It never exits by itself, and never judges anything.
package cli
