# Wrong: a callback puts in the zeros that training should come close to.
# Loses: converged
# From: reference
# Instead of: history = model.fit(x_train, y_train, epochs=1000, verbose=0)
zeros = [np.zeros((2, 1)), np.zeros(1)]
puts_in = keras.callbacks.LambdaCallback(on_train_end=lambda logs: model.set_weights(zeros))
history = model.fit(x_train, y_train, epochs=1, verbose=0, callbacks=[puts_in])
