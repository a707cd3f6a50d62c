# Wrong: a seed inside the loop makes all twenty trainings the same.
# Loses: different_starts
# From: reference
# Instead of: for _ in range(20):
for _ in range(20):
    keras.utils.set_random_seed(1)
