# Wrong: the model was built anew and never trained.
# Loses: data, stopping, checkpoint, curves, stopped_epoch, best_epoch, best, ratios
# From: reference
model = keras.models.clone_model(model)
