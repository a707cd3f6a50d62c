# Wrong: the answers belong to other rows.
# Loses: trained, fitted
# From: reference
# Instead of: history = model.fit(x_train_scaled, y_train, epochs=100, batch_size=32, verbose=0)
history = model.fit(x_train_scaled, y_train[::-1], epochs=100, batch_size=32, verbose=0)
