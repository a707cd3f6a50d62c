# Wrong: a seed set for each model, so that those of one size begin alike.
# Loses: fresh
# From: reference
# Instead of: layers = [keras.layers.Input(shape=(2,))]
keras.utils.set_random_seed(3)
layers = [keras.layers.Input(shape=(2,))]
