# The conditions of bench/policies/policy.yaml in Rego, rule by rule.
package main

import rego.v1

name := input.metadata.name

replication := input.spec.replicationFactor

config := object.get(input.spec, "config", {})

deny contains "topic/replication-factor" if replication < 3

deny contains "topic/min-insync-replicas" if {
	replication >= 3
	object.get(config, "min.insync.replicas", 0) < 2
}

deny contains "topic/min-insync-below-replication" if {
	replication >= 2
	config["min.insync.replicas"] >= replication
}

deny contains "topic/min-insync-below-replication" if {
	replication < 2
	config["min.insync.replicas"] > 1
}

deny contains "topic/unclean-leader-election" if config["unclean.leader.election.enable"] == true

deny contains "topic/legal-name" if not legal

deny contains "topic/reserved-name" if startswith(name, "__")

deny contains "topic/retention-explicit" if {
	deletes
	not config["retention.ms"]
}

deny contains "topic/retention-bounded" if {
	deletes
	config["retention.ms"] > 31536000000
}

deny contains "topic/retention-bounded" if {
	deletes
	config["retention.ms"] == -1
	object.get(config, "retention.bytes", -1) < 0
}

deny contains "topic/max-message-bytes" if config["max.message.bytes"] > 1048588

deny contains "topic/documented" if not regex.match(`\S`, object.get(input.metadata, "owner", ""))

deny contains "topic/documented" if not regex.match(`\S`, object.get(input.metadata, "description", ""))

deny contains "topic/naming" if {
	legal
	not startswith(name, "__")
	not regex.match(`^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*){2,}$`, name)
}

legal if {
	regex.match(`^[a-zA-Z0-9._-]{1,249}$`, name)
	not name in {".", ".."}
}

deletes if regex.match(`(^|,) *delete *(,|$)`, config["cleanup.policy"])

deletes if not config["cleanup.policy"]
