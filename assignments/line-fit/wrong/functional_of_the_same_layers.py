# Wrong: the second model is made of the layers of the first, and trains it on.
# Loses: prediction_own_sequential
# From: reference
# Instead of: outputs = keras.layers.Dense(1)(inputs)
outputs = model_sequential(inputs)
