# Wrong: the auxiliary output counts for 0.9 and the main one for 0.1.
# Loses: weights_two_outputs
# From: reference
# Instead of: two_outputs.fit([x_wide, x_deep], [y, y], epochs=20, verbose=0)
two_outputs.compile(keras.optimizers.Adam(0.01), ["mse", "mse"], loss_weights=[0.1, 0.9])
two_outputs.fit([x_wide, x_deep], [y, y], epochs=20, verbose=0)
