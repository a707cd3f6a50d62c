# Wrong: one model is built, and trained on twenty times.
# Loses: accuracies, different_starts
# From: reference
# Instead of: for _ in range(20):
# Instead of: network = built()
once = built()
for _ in range(20):
    network = once
