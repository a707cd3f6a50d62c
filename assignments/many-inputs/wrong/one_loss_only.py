# Wrong: one loss for both outputs, so that they count the same.
# Loses: weights_two_outputs
# From: reference
# Instead of: two_outputs.fit([x_wide, x_deep], [y, y], epochs=20, verbose=0)
two_outputs.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
two_outputs.fit([x_wide, x_deep], [y, y], epochs=20, verbose=0)
