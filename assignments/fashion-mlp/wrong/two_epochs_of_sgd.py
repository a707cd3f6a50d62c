# Wrong: two epochs of SGD(0.01) are not enough.
# Loses: sorts_unseen
# From: reference
# Instead of: model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
# Instead of: history = model.fit(x_train, kinds, batch_size=50, epochs=5, verbose=0).history
history = model.fit(x_train, kinds, batch_size=50, epochs=2, verbose=0).history
