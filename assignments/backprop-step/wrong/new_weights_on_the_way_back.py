# Wrong: the hidden layer learns from the output layer as it is after the step.
# Loses: delta_hidden, W1_new, b1_new
# From: reference
delta_hidden = delta_output * W2_new[:, 0] * hidden * (1 - hidden)
W1_new = W1 + eta * np.outer(x, delta_hidden)
b1_new = b1 + eta * delta_hidden
