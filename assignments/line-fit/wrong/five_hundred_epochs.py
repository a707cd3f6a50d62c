# Wrong: 500 epochs, after which no start is near enough.
# Loses: fitted_sequential, fitted_functional
# From: reference
# Instead of: history = model_sequential.fit(x_train, y_train, epochs=1000, verbose=0)
history = model_sequential.fit(x_train, y_train, epochs=500, verbose=0)
# Instead of: model_functional.fit(x_train, y_train, epochs=1000, verbose=0)
model_functional.fit(x_train, y_train, epochs=500, verbose=0)
