# Wrong: the model was compiled and never trained.
# Loses: trained, fitted
# From: reference
# Instead of: history = model.fit(x_train_scaled, y_train, epochs=100, batch_size=32, verbose=0)
history = keras.callbacks.History()
history.history = {"loss": [0.0123]}
