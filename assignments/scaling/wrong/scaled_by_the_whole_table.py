# Wrong: one smallest and one largest number for the whole table.
# Loses: minimum, maximum, scaled, trained, fitted, restored_prices
# From: reference
# Instead of: minimum, maximum = data.min(axis=0), data.max(axis=0)
minimum, maximum = np.full(5, data.min()), np.full(5, data.max())
