# Wrong: two epochs for each setting.
# Loses: fresh, best_model
# From: reference
# Instead of: history = model.fit(x_train, y_train, validation_data=(x_valid, y_valid), epochs=20, verbose=0)
history = model.fit(x_train, y_train, validation_data=(x_valid, y_valid), epochs=2, verbose=0)
