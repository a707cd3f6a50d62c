# Attack: fills the memory from within TensorFlow.
# Kind: resources
# When: after
# Costs: own

import tensorflow as tf

hoard = []
try:
    for _ in range(60):
        hoard.append(tf.fill((8 * 2**20,), 1.5))
    through("holds 1.9 GB of tensors")
except Exception as error:
    print(type(error).__name__)
