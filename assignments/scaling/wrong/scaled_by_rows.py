# Wrong: each row was scaled, not each column.
# Loses: minimum, maximum, scaled, trained, fitted, restored_prices
# From: reference
# Instead of: minimum, maximum = data.min(axis=0), data.max(axis=0)
# Instead of: scaled = (data - minimum) / (maximum - minimum)
minimum, maximum = data.min(axis=1), data.max(axis=1)
scaled = (data - minimum[:, None]) / (maximum - minimum)[:, None]
