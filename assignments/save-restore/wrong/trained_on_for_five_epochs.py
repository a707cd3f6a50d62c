# Wrong: five epochs instead of fifty.
# Loses: continued
# From: reference
continued = keras.models.load_model("xor.keras")
continued.fit(x_train, y_train, epochs=5, verbose=0)
