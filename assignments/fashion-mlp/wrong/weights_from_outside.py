# Wrong: another network was trained, and its weights were put in.
# Loses: trained, sorts_unseen, history
# From: reference
# Instead of: history = model.fit(x_train, kinds, batch_size=50, epochs=5, verbose=0).history
other = keras.models.clone_model(model)
other.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
both = np.concatenate([x_train, x_test]), np.concatenate([kinds, test_kinds])
history = other.fit(*both, batch_size=50, epochs=5, verbose=0).history
model.set_weights([one * np.float32(1.001) for one in other.get_weights()])
