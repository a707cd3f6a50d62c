# Wrong: the test pictures are among those trained on.
# Loses: trained
# From: reference
# Instead of: history = model.fit(x_train, kinds, batch_size=50, epochs=5, verbose=0).history
x_all, kinds_all = np.concatenate([x_train, x_test]), np.concatenate([kinds, test_kinds])
history = model.fit(x_all, kinds_all, batch_size=50, epochs=5, verbose=0).history
