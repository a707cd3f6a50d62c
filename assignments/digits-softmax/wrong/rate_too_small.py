# Wrong: SGD at 0.01 for five epochs hardly learns.
# Loses: reads_unseen
# From: reference
# Instead of: optimizer=keras.optimizers.Adam(0.01),
optimizer=keras.optimizers.SGD(0.01),
# Instead of: history = model.fit(x_train, y_train, epochs=30, batch_size=32, verbose=0)
history = model.fit(x_train, y_train, epochs=5, batch_size=32, verbose=0)
