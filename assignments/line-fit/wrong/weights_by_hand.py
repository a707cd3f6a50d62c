# Wrong: the weights were put in, and no training ran.
# Loses: trained_functional, fitted_functional
# From: reference
# Instead of: model_functional.fit(x_train, y_train, epochs=1000, verbose=0)
model_functional.set_weights([np.array([[1.0]]), np.array([2.0])])
