# Wrong: the highest validation loss was picked.
# Loses: best, best_model
# From: reference
place = int(np.argmax([one["val_loss"] for one in results]))
best, best_model = results[place], models[place]
