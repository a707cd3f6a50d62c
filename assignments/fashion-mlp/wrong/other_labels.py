# Wrong: the labels are those of the next picture.
# Loses: trained, sorts_unseen
# From: reference
# Instead of: history = model.fit(x_train, kinds, batch_size=50, epochs=5, verbose=0).history
history = model.fit(x_train, np.roll(kinds, 1), batch_size=50, epochs=1, verbose=0).history
