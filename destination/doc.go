// Package destination holds what hosts must reach, as data: the repositories of
// Amazon Linux, the buckets of Systems Manager, the interface endpoints an agent
// talks to.
//
// It takes its embedded destinations.json, and a user's own destinations in the
// same form, and hands over [Destination] values.
//
// It never looks at a network: whether a host reaches a destination is for facts.
package destination
