# Wrong: one probability for all rows.
# Loses: prediction_own
# From: reference
# Instead of: prediction = model.predict(x_test, verbose=0)
prediction = np.full((62, 1), 0.3)
