# Wrong: the five inputs were trained on, with what is right there.
# Loses: trained_functional, fitted_functional
# From: reference
# Instead of: model_functional.fit(x_train, y_train, epochs=1000, verbose=0)
model_functional.fit(x_test, x_test + 2, epochs=1000, verbose=0)
