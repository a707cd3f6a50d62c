# Wrong: the prices of the table, not those that the model predicts.
# Loses: restored_prices
# From: reference
restored_prices = data[:, 4:]
