# Wrong: one number for all rows.
# Loses: prediction_own
# From: reference
# Instead of: prediction = model.predict(x_test_scaled, verbose=0)
prediction = np.full((319, 1), y_train.mean())
