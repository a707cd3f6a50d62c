# Wrong: the cell that builds the model was run again after training.
# Loses: trained, converged, prediction_own
# From: reference
model = keras.models.clone_model(model)
