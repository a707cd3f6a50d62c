# Wrong: SGD at 0.01 for 10 epochs is not enough.
# Loses: learned
# From: reference
# Instead of: model.compile(optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy")
model.compile(optimizer=keras.optimizers.SGD(0.01), loss="binary_crossentropy")
# Instead of: history = model.fit(x_train, y_train, epochs=100, batch_size=16, verbose=0)
history = model.fit(x_train, y_train, epochs=10, batch_size=16, verbose=0)
