# Wrong: what is right is written down as what was predicted.
# Loses: prediction_own, share_right
# From: reference
# Instead of: prediction = model.predict(x_test[:3], verbose=0)
prediction = np.eye(10)[test_kinds[:3]]
# Instead of: test_accuracy = np.mean(model.predict(x_test, verbose=0).argmax(axis=1) == test_kinds)
test_accuracy = 1.0
