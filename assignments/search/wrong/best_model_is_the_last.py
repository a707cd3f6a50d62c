# Wrong: the model that the loop left behind.
# Loses: best_model
# From: reference
best_model = model
