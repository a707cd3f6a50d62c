# Wrong: the model was compiled and never trained.
# Loses: trained, learned
# From: reference
# Instead of: history = model.fit(x_train, y_train, epochs=100, batch_size=16, verbose=0)
history = keras.callbacks.History()
history.history = {"loss": [0.7]}
