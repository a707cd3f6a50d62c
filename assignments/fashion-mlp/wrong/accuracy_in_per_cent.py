# Wrong: the accuracy is in per cent, and the history the object itself.
# Loses: share_right, history
# From: reference
# Instead of: test_accuracy = np.mean(model.predict(x_test, verbose=0).argmax(axis=1) == test_kinds)
test_accuracy = 100 * np.mean(model.predict(x_test, verbose=0).argmax(axis=1) == test_kinds)
# Instead of: history = model.fit(x_train, kinds, batch_size=50, epochs=5, verbose=0).history
history = model.fit(x_train, kinds, batch_size=50, epochs=5, verbose=0)
# Instead of: print(history["accuracy"][-1])
print(history.history["accuracy"][-1])
