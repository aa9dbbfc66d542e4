# METADATA
# description: |
#   Documents for the tests of rules. Every row starts as the schema's blank row,
#   so a test writes only what it is about.
package lib.testing

# METADATA
# description: |
#   A document with one cause and the paths that suffer from it; both are objects
#   of what differs from an ordinary blocked path.
with_cause(cause, paths) := document([suffered], rows) if {
	base := object.union(ordinary_cause, cause)
	rows := [row |
		some i, path in paths
		row := object.union_n([ordinary_path, {"id": sprintf("path-%d", [i]), "cause": base.id, "causes": [base.id]}, path])
	]
	suffered := object.union(base, {
		"paths": [row.id | some row in rows],
		"destinations": sort({row.destination | some row in rows}),
		"os": sort({row.os | some row in rows}),
	})
}

# METADATA
# description: A document with one path that nothing blocks.
with_path(path) := document([], [object.union(passing_path, path)])

# METADATA
# description: A document with these causes and paths and nothing else.
document(causes, paths) := object.union(data.blank.document, {
	"causes": {row.id: row |
		some cause in causes
		row := object.union(data.blank.causes, cause)
	},
	"paths": {row.id: row |
		some path in paths
		row := object.union(data.blank.paths, path)
	},
})

# METADATA
# description: The messages of a rule's findings.
messages(found) := {one.message | some one in found}

ordinary_cause := {
	"id": "cause-0",
	"node": "node-0",
	"subject": "main",
	"address": "main",
	"root": ".",
	"dialect": "terraform",
	"story": "something is wrong with \"main\"",
	"blocks": true,
	"evidence": "full",
}

ordinary_path := object.union(passing_path, {
	"internet_path": "none",
	"verdict": "blocked",
	"evidence": "full",
})

passing_path := {
	"id": "path-0",
	"root": ".",
	"address": "app",
	"host": "host-0",
	"subnet": "private",
	"subnet_id": "subnet-0",
	"os": "al2023",
	"internet_path": "none",
	"destination": "al2023_repos",
	"need": "required",
	"required": true,
	"verdict": "passes",
	"evidence": "full",
}
