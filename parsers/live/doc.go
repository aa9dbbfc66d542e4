// Package live reads deployed networks: what Amazon EC2 says of VPCs and of what
// is in them.
//
// It takes an [API], which is EC2 itself or the recorded pages of a snapshot, and
// hands over nodes like every other dialect, or a snapshot to be kept.
//
// It never changes anything: every question it can put is on one screen, in
// api.go. It never reads user data, and of tags it keeps only those that it uses.
package live
