# Wrong: the mean was subtracted and divided by the standard deviation.
# Loses: scaled, trained, restored_prices
# From: reference
# Instead of: scaled = (data - minimum) / (maximum - minimum)
scaled = (data - data.mean(axis=0)) / data.std(axis=0)
