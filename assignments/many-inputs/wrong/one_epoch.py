# Wrong: each network is trained for one epoch.
# Loses: learned_wide_deep, learned_two_inputs, learned_subclassed
# From: reference
# Instead of: wide_deep.fit(x, y, epochs=20, verbose=0)
wide_deep.fit(x, y, epochs=1, verbose=0)
# Instead of: two_inputs.fit([x_wide, x_deep], y, epochs=20, verbose=0)
two_inputs.fit([x_wide, x_deep], y, epochs=1, verbose=0)
# Instead of: two_outputs.fit([x_wide, x_deep], [y, y], epochs=20, verbose=0)
two_outputs.fit([x_wide, x_deep], [y, y], epochs=1, verbose=0)
# Instead of: subclassed.fit((x_wide, x_deep), (y, y), epochs=20, verbose=0)
subclassed.fit((x_wide, x_deep), (y, y), epochs=1, verbose=0)
