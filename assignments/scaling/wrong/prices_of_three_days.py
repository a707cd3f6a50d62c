# Wrong: the prices of the first three days alone.
# Loses: prediction_shape, restored_prices
# From: reference
restored_prices = restored_prices[:3]
