# Wrong: the model was saved before it was trained.
# Loses: whole_file, weights_file, restored, from_weights, continued, same_predictions
# From: reference
# Instead of: model.fit(x_train, y_train, epochs=500, verbose=0)
model.save("xor.keras")
model.save_weights("xor.weights.h5")
model.fit(x_train, y_train, epochs=500, verbose=0)
# Instead of: model.save("xor.keras")
# Instead of: model.save_weights("xor.weights.h5")
