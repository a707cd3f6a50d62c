# Attack: stays in one call that no interruption reaches (a number with a billion digits).
# Kind: resources
# When: before
# Costs: own

import re

re.match(r"(a|aa)+$", "a" * 60 + "b")
