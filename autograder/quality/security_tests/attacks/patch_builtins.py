# Attack: patches built-in functions under the exporter.
# Kind: results
# When: after
# Costs: own

import builtins


class Yes:
    def __eq__(self, other):
        return True

    __hash__ = None


builtins.isinstance = lambda *a: True
builtins.len = lambda *a: 3
builtins.type = lambda *a: int
builtins.float = lambda *a: 42.0
