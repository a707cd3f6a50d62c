# Attack: replaces what the exporter imports later.
# Kind: timing
# When: each
# Costs: own

import sys


class Finder:
    def find_spec(self, name, path=None, target=None):
        raise SystemExit


sys.meta_path.insert(0, Finder())
for name in ("autograder.student.evidence_writer", "autograder.evidence", "json", "msgspec"):
    sys.modules[name] = type(sys)("evil")
