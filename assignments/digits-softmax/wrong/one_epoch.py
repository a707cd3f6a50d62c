# Wrong: one epoch.
# Loses: reads_unseen
# From: reference
# Instead of: history = model.fit(x_train, y_train, epochs=30, batch_size=32, verbose=0)
history = model.fit(x_train, y_train, epochs=1, batch_size=32, verbose=0)
