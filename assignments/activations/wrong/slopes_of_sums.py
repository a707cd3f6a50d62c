# Wrong: the slope of all five values together, as a tape gives it for a sum, is taken once.
# Loses: slopes
# From: reference
slopes = {name: float(np.sum(numbers)) for name, numbers in slopes.items()}
