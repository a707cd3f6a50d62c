# Wrong: ten trainings.
# Loses: array_shape, accuracies, different_starts
# From: reference
# Instead of: for _ in range(20):
for _ in range(10):
