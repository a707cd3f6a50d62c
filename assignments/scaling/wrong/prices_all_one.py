# Wrong: one price for eight days.
# Loses: prediction_shape, restored_prices
# From: reference
restored_prices = float(restored_prices[0, 0])
