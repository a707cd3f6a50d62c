# Wrong: the model takes the deep input first.
# Loses: structure_two_inputs, trained_two_inputs, learned_two_inputs
# From: reference
# Instead of: two_inputs = keras.Model(inputs=[input_wide, input_deep], outputs=output)
two_inputs = keras.Model(inputs=[input_deep, input_wide], outputs=output)
# Instead of: two_inputs.fit([x_wide, x_deep], y, epochs=20, verbose=0)
two_inputs.fit([x_deep, x_wide], y, epochs=20, verbose=0)
