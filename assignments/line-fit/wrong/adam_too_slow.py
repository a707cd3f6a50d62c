# Wrong: Adam as it comes, at 0.001, has moved each number by no more than 0.3 after 300 epochs.
# Loses: fitted_sequential
# From: reference
# Instead of: model_sequential.compile(optimizer=keras.optimizers.SGD(0.01), loss="mse")
model_sequential.compile(optimizer="adam", loss="mse")
# Instead of: history = model_sequential.fit(x_train, y_train, epochs=1000, verbose=0)
history = model_sequential.fit(x_train, y_train, epochs=300, verbose=0)
