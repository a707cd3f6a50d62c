# Wrong: lists instead of dicts.
# Loses: results, recorded, best, best_model
# From: reference
results = [list(one.values()) for one in results]
