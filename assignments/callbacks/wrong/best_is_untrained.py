# Wrong: a model that was never trained took the place of the file's.
# Loses: best, best_file
# From: reference
best = keras.models.clone_model(model)
