# Wrong: what is right is handed in as what was predicted.
# Loses: predicted_class, share_right
# From: reference
# Instead of: predicted_class = prediction.argmax(axis=1)
predicted_class = y_test
