# Attack: crashes the interpreter by recursion in C.
# Kind: resources
# When: each
# Costs: own

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
