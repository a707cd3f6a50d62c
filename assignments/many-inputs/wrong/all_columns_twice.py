# Wrong: both inputs take all eight columns.
# Loses: structure_two_inputs, trained_two_inputs, learned_two_inputs, structure_two_outputs,
#   trained_two_outputs, structure_subclassed, trained_subclassed, learned_subclassed
# From: reference
# Instead of: x_wide, x_deep = x[:, :5], x[:, 2:]  # 앞의 5열과 뒤의 6열 · the first 5 columns and the last 6
x_wide, x_deep = x, x
# Instead of: input_wide, input_deep = keras.Input(shape=(5,)), keras.Input(shape=(6,))
input_wide, input_deep = keras.Input(shape=(8,)), keras.Input(shape=(8,))
# Instead of: in_wide, in_deep = keras.Input(shape=(5,)), keras.Input(shape=(6,))
in_wide, in_deep = keras.Input(shape=(8,)), keras.Input(shape=(8,))
