# Wrong: the weights were written down with two digits.
# Loses: from_weights
# From: reference
from_weights.set_weights([np.round(weight, 2) for weight in model.get_weights()])
