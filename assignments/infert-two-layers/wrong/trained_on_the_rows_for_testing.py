# Wrong: the rows for testing were trained on, too.
# Loses: trained
# From: reference
# Instead of: history = model.fit(x_train, y_train, epochs=100, batch_size=16, verbose=0)
history = model.fit(np.concatenate([x_train, x_test]), y, epochs=100, batch_size=16, verbose=0)
