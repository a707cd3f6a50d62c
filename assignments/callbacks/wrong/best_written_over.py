# Wrong: an untrained network was saved over the file.
# Loses: best_file
# From: reference
keras.models.clone_model(model).save("best.keras")
