# Wrong: the gradients of the biases are among the norms, 22 in all.
# Loses: norms_sigmoid_shape, norms_relu_shape
# From: reference
# Instead of: kernels = [layer.kernel.value for layer in network.layers]
kernels = [weight.value for weight in network.trainable_variables]
