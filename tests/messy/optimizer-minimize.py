# xor-logistic
import tensorflow as tf
import keras
w = tf.Variable([[0.0]])
keras.optimizers.SGD(0.1).minimize(lambda: w * w, [w])
