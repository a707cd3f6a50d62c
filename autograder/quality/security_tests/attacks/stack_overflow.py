# Attack: crashes the interpreter by recursion in C.
# Kind: resources
# When: each
# Costs: own
# Explained: it ends its own process, which holds nothing; the cells before it are graded.

import sys

sys.setrecursionlimit(10**8)


class Deep:
    def __repr__(self):
        return repr(self)


def dive(n=0):
    return [dive(n + 1)]


try:
    dive()
except BaseException:
    pass
