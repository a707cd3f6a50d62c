# Wrong: x was given as its own label.
# Loses: trained_sequential, fitted_sequential, trained_functional, fitted_functional
# From: reference
# Instead of: history = model_sequential.fit(x_train, y_train, epochs=1000, verbose=0)
history = model_sequential.fit(x_train, x_train, epochs=1000, verbose=0)
# Instead of: model_functional.fit(x_train, y_train, epochs=1000, verbose=0)
model_functional.fit(x_train, x_train, epochs=1000, verbose=0)
