# Wrong: eight biases, one for each row of the table.
# Loses: B_start_shape, B_shape, W, B, losses, cost, prediction
# From: reference
B_start, B = np.zeros(8), np.zeros(8)
