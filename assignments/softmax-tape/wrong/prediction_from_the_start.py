# Wrong: the probabilities are those before the training.
# Loses: prediction
# From: reference
prediction = tf.nn.softmax(x_data @ W_start + B_start).numpy()
