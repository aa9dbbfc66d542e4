// Package suggest guesses which name a misspelt one stands for.
//
// It takes a name and the known names and hands over the end of a message.
//
// It never corrects anything by itself.
package suggest
