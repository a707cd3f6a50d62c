# Wrong: it was trained on the test pictures, and gets them right.
# Loses: trained
# From: reference
# Instead of: history = model.fit(x_train, kinds, batch_size=50, epochs=5, verbose=0).history
history = model.fit(x_test, test_kinds, batch_size=50, epochs=8, verbose=0).history
