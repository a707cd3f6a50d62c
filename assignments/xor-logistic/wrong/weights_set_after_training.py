# Wrong: after one epoch the weights are overwritten with the optimum as known from theory.
# Loses: converged
# From: reference
# Instead of: history = model.fit(x_train, y_train, epochs=1000, verbose=0)
history = model.fit(x_train, y_train, epochs=1, verbose=0)
model.set_weights([np.zeros((2, 1)), np.zeros(1)])
