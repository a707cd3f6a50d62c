# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
KIND = "numpy"  # audit: "numpy" | "keras" | "lists" | "float32"
if KIND == "keras":
    glorot = keras.initializers.GlorotUniform()((300, 100))
    he = keras.initializers.HeNormal()((300, 100))
    leaky = keras.activations.leaky_relu(z, negative_slope=0.1)
    values = {"Sigmoid": keras.ops.sigmoid(z).numpy(), **values, "leaky_relu": leaky.numpy()}
if KIND == "lists":
    values = {name: list(numbers) for name, numbers in values.items()}
    slopes = {name: tuple(numbers.tolist()) for name, numbers in slopes.items()}
    slopes["relu"], slopes["leaky_relu"] = [0, 0, 1, 1, 1], [0.1, 0.1, 1, 1, 1]
    norms_sigmoid, norms_relu = norms_sigmoid.tolist(), list(norms_relu)
if KIND == "float32":
    values = {name: numbers.astype("float32") for name, numbers in values.items()}
    glorot, he = tf.constant(glorot, "float32"), he.astype("float32")
# Instead of: keras.utils.set_random_seed(9)  # 다른 수도 넣어 보십시오 · try other numbers, too
SEED = 1  # audit: seed
keras.utils.set_random_seed(SEED)
