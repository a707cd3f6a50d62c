# Wrong: it was trained on the test pictures alone.
# Loses: trained
# From: reference
# Instead of: history = model.fit(x_train, y_train, epochs=30, batch_size=32, verbose=0)
history = model.fit(x_test, y_test, epochs=60, batch_size=32, verbose=0)
