# Wrong: the 1/2 of the cost was forgotten, so that all steps are twice as long.
# Loses: delta_output, delta_hidden, W1_new, b1_new, W2_new, b2_new, output_after
# From: reference
# Instead of: delta_output = (y - output) * output * (1 - output)
delta_output = 2 * (y - output) * output * (1 - output)
