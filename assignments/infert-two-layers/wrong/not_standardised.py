# Wrong: the numbers were trained on as they are, by SGD.
# Loses: trained, learned
# From: reference
# Instead of: mean, std = x_train.mean(axis=0), x_train.std(axis=0)
mean, std = 0.0, 1.0
# Instead of: model.compile(optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy")
model.compile(optimizer=keras.optimizers.SGD(0.01), loss="binary_crossentropy")
# Instead of: history = model.fit(x_train, y_train, epochs=100, batch_size=16, verbose=0)
history = model.fit(x_train, y_train, epochs=50, batch_size=16, verbose=0)
