# Wrong: trained on to OR.
# Loses: continued
# From: reference
continued = keras.models.load_model("xor.keras")
continued.fit(x_train, np.array([[0], [1], [1], [1]]), epochs=50, verbose=0)
