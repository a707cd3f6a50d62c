# Wrong: the weights below the ReLUs begin at 0, so that no gradient gets through.
# Loses: norms_relu
# From: reference
# Instead of: hidden = [keras.layers.Dense(10, activation=activation) for _ in range(10)]
begin = "zeros" if activation == "relu" else "glorot_uniform"
hidden = [
    keras.layers.Dense(10, activation=activation, kernel_initializer=begin) for _ in range(10)
]
