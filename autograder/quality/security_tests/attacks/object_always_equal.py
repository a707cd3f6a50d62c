# Attack: hands in an object that equals everything.
# Kind: results
# When: after


class Yes:
    __hash__ = None

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __lt__(self, other):
        return True

    def __bool__(self):
        return True

    def __float__(self):
        return 41.0

    def __int__(self):
        return 41

    def __index__(self):
        return 41

    def __array__(self, *a, **k):
        import numpy as np

        return np.asarray(41)


answer = Yes()
