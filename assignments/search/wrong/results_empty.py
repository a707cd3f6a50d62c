# Wrong: nothing was kept.
# Loses: results, recorded, best, best_model
# From: reference
results = []
