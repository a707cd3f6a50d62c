# Wrong: the weights were never read from the file.
# Loses: from_weights
# From: reference
from_weights = build()
