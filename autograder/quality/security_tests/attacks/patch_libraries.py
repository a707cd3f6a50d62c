# Attack: patches keras, numpy, json, msgspec and pytest so that everything seems equal and passed.
# Kind: results
# Costs: own

import json
import numpy as np
import pytest

np.allclose = lambda *a, **k: True
np.array_equal = lambda *a, **k: True
np.testing.assert_allclose = lambda *a, **k: None
pytest.main = lambda *a, **k: 0
pytest.fail = lambda *a, **k: None
json.loads_before = json.loads
