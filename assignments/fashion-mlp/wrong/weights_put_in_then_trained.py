# Wrong: weights that know the test pictures were put in, and trained on for one epoch.
# Loses: sorts_unseen
# From: reference
# Instead of: history = model.fit(x_train, kinds, batch_size=50, epochs=5, verbose=0).history
other = keras.models.clone_model(model)
other.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
both = np.concatenate([x_train, x_test]), np.concatenate([kinds, test_kinds])
other.fit(*both, batch_size=50, epochs=5, verbose=0)
model.set_weights([one * np.float32(1.001) for one in other.get_weights()])
history = model.fit(x_train, kinds, batch_size=50, epochs=1, verbose=0).history
