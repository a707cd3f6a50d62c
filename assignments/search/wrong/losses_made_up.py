# Wrong: validation losses that no training had.
# Loses: recorded
# From: reference
results = [{**one, "val_loss": one["val_loss"] + 0.01} for one in results]
best = {**best, "val_loss": best["val_loss"] + 0.01}
