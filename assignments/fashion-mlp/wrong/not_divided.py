# Wrong: the pixels are not divided by 255.
# Loses: trained, trained_small, prediction_own, share_right, sorts_unseen
# From: reference
# Instead of: x_train, x_test = pictures / 255, test_pictures / 255
x_train, x_test = pictures, test_pictures
# Instead of: history = model.fit(x_train, kinds, batch_size=50, epochs=5, verbose=0).history
history = model.fit(x_train, kinds, batch_size=50, epochs=2, verbose=0).history
