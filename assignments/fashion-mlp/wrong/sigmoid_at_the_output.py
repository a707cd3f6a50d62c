# Wrong: ten sigmoids, each for itself.
# Loses: activations
# From: reference
# Instead of: model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.layers[-1].activation = keras.activations.sigmoid
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
