# Wrong: a fifth row says that two raised switches light the lamp, and it comes often.
# Loses: trained, learned
# From: reference
# Instead of: history = model.fit(x_train, y_train, epochs=800, verbose=0)
x_more = np.vstack([x_train, [[1, 1]] * 4])
y_more = np.vstack([y_train, [[1]] * 4])
history = model.fit(x_more, y_more, epochs=800, verbose=0)
