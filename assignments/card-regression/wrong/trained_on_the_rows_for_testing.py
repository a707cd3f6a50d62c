# Wrong: the rows for testing were trained on, too.
# Loses: trained
# From: reference
# Instead of: history = model.fit(x_train_scaled, y_train, epochs=100, batch_size=32, verbose=0)
every_row = np.concatenate([x_train_scaled, x_test_scaled])
history = model.fit(every_row, y, epochs=100, batch_size=32, verbose=0)
