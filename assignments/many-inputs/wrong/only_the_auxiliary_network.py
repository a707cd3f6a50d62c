# Wrong: two outputs are made, but the model has the main one alone.
# Loses: structure_two_outputs, trained_two_outputs, weights_two_outputs
# From: reference
two_outputs = keras.Model(inputs=[in_wide, in_deep], outputs=main)
two_outputs.compile("adam", "mse")
two_outputs.fit([x_wide, x_deep], y, epochs=3, verbose=0)
