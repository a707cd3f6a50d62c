# Wrong: it was trained on the test pictures first, and then as it should be.
# Loses: trained
# From: reference
# Instead of: history = model.fit(x_train, y_train, epochs=30, batch_size=32, verbose=0)
model.fit(x_test, y_test, epochs=30, batch_size=32, verbose=0)
history = model.fit(x_train, y_train, epochs=30, batch_size=32, verbose=0)
