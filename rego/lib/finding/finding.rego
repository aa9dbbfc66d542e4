# METADATA
# description: |
#   How rules speak. A rule names the row that is at fault, and the engine finds
#   the file, the line and everything that suffers.
package lib.finding

# METADATA
# description: |
#   The row is at fault. The row is a cause, or any row of a table; the paths of
#   a cause become its related places, and the best evidence among them lowers
#   the level.
on(row, message) := {"row": row.id, "message": message}

# METADATA
# description: As `on`, where only some of the cause's paths count (a set of ids).
on_paths(cause, paths, message) := {"row": cause.id, "message": message, "paths": sort(paths)}

# METADATA
# description: The finding at a lower level than the rule's highest one.
at_level(found, level) := object.union(found, {"level": level})

# METADATA
# description: |
#   The finding for those only who ask for the rule by name, with `--enable` or
#   `--only` or in their configuration.
on_request(found) := object.union(found, {"opt_in": true})

# METADATA
# description: |
#   The sentence, with what weakens it: an export lets another stack add what is
#   missing here.
unless_exported(cause, sentence) := sprintf("%s, unless another stack adds it", [sentence]) if cause.exported

unless_exported(cause, sentence) := sentence if not cause.exported

# METADATA
# description: |
#   What a refusing policy does to a package manager. Where the policy asks who
#   the caller is, that its requests are unsigned is the reason.
refusal(cause, program) := sprintf("%s signs no request, so it gets 403 Forbidden", [program]) if {
	asks_who_calls(cause.detail)
}

refusal(cause, program) := sprintf("%s gets 403 Forbidden", [program]) if not asks_who_calls(cause.detail)

asks_who_calls(detail) if detail.element == "Principal"

asks_who_calls(detail) if {
	some key in {"aws:principal", "aws:userid", "aws:username"}
	startswith(lower(detail.key), key)
}
