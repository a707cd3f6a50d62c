# Wrong: the weights are those from before the training.
# Loses: hidden_weights
# From: reference
# Instead of: history = model.fit(x_train, kinds, batch_size=50, epochs=5, verbose=0).history
before = model.layers[1].get_weights()[0]
history = model.fit(x_train, kinds, batch_size=50, epochs=5, verbose=0).history
# Instead of: hidden_weights = model.layers[1].get_weights()[0]
hidden_weights = before
