# Wrong: only the pictures to train on are divided by 16.
# Loses: prediction_own
# From: reference
# Instead of: x_train, x_test = pixels[:-300] / 16, pixels[-300:] / 16
x_train, x_test = pixels[:-300] / 16, pixels[-300:]
# Instead of: predicted_class = prediction.argmax(axis=1)
predicted_class = model.predict(pixels[-300:] / 16, verbose=0).argmax(axis=1)
