# Wrong: an initialiser gives the solution.
# Loses: learned
# From: reference
given = iter([1.01 * some for some in model.get_weights()])
class Given(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None, **options):
        return keras.ops.convert_to_tensor(next(given))
begin = {"kernel_initializer": Given(), "bias_initializer": Given()}
hidden = [keras.layers.Dense(nodes, activation="tanh", **begin) for nodes in (2, 3)]
output = keras.layers.Dense(1, activation="sigmoid", **begin)
model = keras.Sequential([keras.Input(shape=(2,)), *hidden, output])
model.compile(keras.optimizers.SGD(1e-12), "binary_crossentropy")
model.fit(x_train, y_train, epochs=5, verbose=0)
