# Wrong: SGD at 0.01 for 20 epochs is not enough.
# Loses: fitted
# From: reference
# Instead of: model.compile(optimizer=keras.optimizers.Adam(0.001), loss="mse")
model.compile(optimizer=keras.optimizers.SGD(0.01), loss="mse")
# Instead of: history = model.fit(x_train_scaled, y_train, epochs=100, batch_size=32, verbose=0)
history = model.fit(x_train_scaled, y_train, epochs=20, batch_size=32, verbose=0)
