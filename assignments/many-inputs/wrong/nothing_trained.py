# Wrong: the four networks are built and never trained.
# Loses: trained_wide_deep, learned_wide_deep, trained_two_inputs, learned_two_inputs,
#   trained_two_outputs, weights_two_outputs, trained_subclassed, learned_subclassed
# From: reference
# Instead of: wide_deep.fit(x, y, epochs=20, verbose=0)
wide_deep(x[:1])
# Instead of: two_inputs.fit([x_wide, x_deep], y, epochs=20, verbose=0)
two_inputs([x_wide[:1], x_deep[:1]])
# Instead of: two_outputs.fit([x_wide, x_deep], [y, y], epochs=20, verbose=0)
two_outputs([x_wide[:1], x_deep[:1]])
# Instead of: subclassed.fit((x_wide, x_deep), (y, y), epochs=20, verbose=0)
subclassed((x_wide[:1], x_deep[:1]))
