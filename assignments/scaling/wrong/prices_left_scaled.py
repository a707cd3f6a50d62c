# Wrong: the predictions were not turned back into prices.
# Loses: restored_prices
# From: reference
restored_prices = prediction
