# Wrong: one epoch from initial weights that were close to the optimum all along: nothing was
#   learned.
# Loses: converged
# From: reference
# Instead of: history = model.fit(x_train, y_train, epochs=1000, verbose=0)
model.set_weights([np.array([[0.2], [-0.1]]), np.zeros(1)])
history = model.fit(x_train, y_train, epochs=1, verbose=0)
