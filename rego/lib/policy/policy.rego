# METADATA
# description: What the rules on endpoint policies share.
package lib.policy

# METADATA
# description: |
#   The paths to a repository that the cause, an endpoint's policy, blocks. Where
#   nobody knows a host's system, both Amazon Linux families are judged; when both
#   are refused, that is one finding: the one on Amazon Linux 2023 speaks for both.
refused(cause, destination) := own | partners if {
	own := {id |
		some id in cause.paths
		path := input.paths[id]
		path.destination == destination
		path.verdict == "blocked"
		not spoken_for(cause, path)
	}
	partners := {id |
		destination == "al2023_repos"
		some id in cause.paths
		path := input.paths[id]
		path.verdict == "blocked"
		spoken_for(cause, path)
	}
}

spoken_for(cause, path) if {
	path.destination == "al2_repos"
	any_system(path)
	refused_at_al2023[cause.node][path.host][path.subnet]
}

# Nodes, hosts and subnets of the refused Amazon Linux 2023 paths of hosts whose
# system nobody knows.
refused_at_al2023[cause.node][path.host] contains path.subnet if {
	some cause in input.causes
	cause.kind == "endpoint_policy_blocks"
	some id in cause.paths
	path := input.paths[id]
	path.destination == "al2023_repos"
	path.verdict == "blocked"
	any_system(path)
}

# A hypothetical host has any system, too.
any_system(path) if path.os == "unknown"

any_system(path) if path.host == ""
