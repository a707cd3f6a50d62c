# Wrong: the rows of the training again for validation.
# Loses: recorded
# From: reference
# Instead of: history = model.fit(x_train, y_train, validation_data=(x_valid, y_valid), epochs=20, verbose=0)
history = model.fit(x_train, y_train, validation_data=(x_train, y_train), epochs=20, verbose=0)
