# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
KIND = "array"  # audit: "array" | "tensors"
if KIND == "tensors":
    losses = [tf.constant(one) for one in losses]
    prediction = hypothesis(x_data)
    predicted_class = tf.argmax(prediction, axis=1)
    W_start, B_start = W_start.tolist(), B_start.tolist()
# Instead of: tf.random.set_seed(7)  # 다른 수도 넣어 보십시오 · try other numbers, too
SEED = 1  # audit: seed
tf.random.set_seed(SEED)
WAY = "tape"  # audit: "tape" | "logits" | "keras" | "after"
# Instead of: loss = cost(x_data, y_data)
if WAY == "logits":
    scores = tf.matmul(x_data, W) + B
    each = tf.nn.softmax_cross_entropy_with_logits(labels=y_data, logits=scores)
    loss = tf.reduce_mean(each)
elif WAY == "keras":
    each = tf.keras.losses.CategoricalCrossentropy(from_logits=True)
    loss = each(y_data, tf.matmul(x_data, W) + B)
else:
    loss = cost(x_data, y_data)
# Instead of: losses.append(float(step()))
loss = float(step())
losses.append(float(cost(x_data, y_data)) if WAY == "after" else loss)
