# Wrong: opened, and not trained on.
# Loses: continued
# From: reference
continued = keras.models.load_model("xor.keras")
