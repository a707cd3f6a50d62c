# Wrong: 1,000 steps.
# Loses: W, B, losses_shape, cost, predicted_class
# From: reference
# Instead of: for number in range(2001):
for number in range(1000):
