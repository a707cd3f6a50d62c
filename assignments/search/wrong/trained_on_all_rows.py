# Wrong: trained on the validation rows, too.
# Loses: recorded
# From: reference
# Instead of: history = model.fit(x_train, y_train, validation_data=(x_valid, y_valid), epochs=20, verbose=0)
history = model.fit(x, y, validation_data=(x_valid, y_valid), epochs=20, verbose=0)
