# Wrong: the answers belong to other rows.
# Loses: trained, learned
# From: reference
# Instead of: history = model.fit(x_train, y_train, epochs=100, batch_size=16, verbose=0)
history = model.fit(x_train, y_train[::-1], epochs=20, batch_size=16, verbose=0)
