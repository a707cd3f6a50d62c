# Wrong: the model was asked about rows that are not standardised.
# Loses: prediction_own
# From: reference
# Instead of: prediction = model.predict(x_test_scaled, verbose=0)
prediction = model.predict(x_test, verbose=0)
