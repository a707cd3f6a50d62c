# Attack: fills the record of fits with trainings that never were.
# Kind: results
# When: before
# Costs: own

import gc
from autograder.student.training import FitLog

for log in gc.get_objects():
    if type(log) is FitLog:
        log.fits.append(None)
        log.fits.extend(["fit"] * 5000)
        log.models.extend([None] * 5000)
