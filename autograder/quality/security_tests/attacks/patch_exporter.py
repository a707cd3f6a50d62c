# Attack: patches the exporter to write 42 wherever it writes an answer of 41.
# Kind: results
# When: before
# Costs: own
# Explained: a student who knows the answer can simply write it down; the checks know no more than that.

import autograder.student.evidence_writer as export

export.plain = lambda value, depth=0: [value, "the right answer"]
