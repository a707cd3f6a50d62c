# Wrong: 200 steps, after which no start has learned the table.
# Loses: W, B, losses_shape, losses, cost, predicted_class
# From: reference
# Instead of: for number in range(2001):
for number in range(200):
