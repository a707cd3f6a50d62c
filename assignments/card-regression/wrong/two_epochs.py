# Wrong: Adam for two epochs is not enough.
# Loses: fitted
# From: reference
# Instead of: history = model.fit(x_train_scaled, y_train, epochs=100, batch_size=32, verbose=0)
history = model.fit(x_train_scaled, y_train, epochs=2, batch_size=32, verbose=0)
