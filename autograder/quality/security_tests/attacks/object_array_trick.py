# Attack: hands in a subclass of ndarray whose comparisons always hold.
# Kind: results
# When: after
# Costs: own

import numpy as np


class Always(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)

    def __array_ufunc__(self, *a, **k):
        return True

    def __array_function__(self, *a, **k):
        return True

    def __array__(self, *a, **k):
        raise SystemExit


prediction = np.zeros((4, 1), "float32").view(Always)
answer = Always(())
