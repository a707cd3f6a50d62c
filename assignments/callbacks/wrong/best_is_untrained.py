# Wrong: a model that was never trained took the place of the file's.
# Loses: best
# From: reference
best = keras.models.clone_model(model)
