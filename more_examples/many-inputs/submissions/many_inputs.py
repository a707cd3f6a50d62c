"""Wide and deep: four networks, as a script."""
import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(3)
rows = np.arange(200)[:, None]
x = (rows * [7, 11, 13, 17, 19, 23, 29, 31] + [3, 1, 4, 1, 5, 9, 2, 6]) % 211 / 105 - 1
x = x.astype("float32")
y = x[:, :1] - x[:, 1:2] / 2 + x[:, 2:3] * x[:, 6:7] + x[:, 7:] ** 2
x_wide, x_deep = x[:, :5], x[:, 2:]
WEIGHTS = [0.9, 0.1]


def dense(nodes, activation="relu"):
    return keras.layers.Dense(nodes, activation=activation)


def network(wide, deep, auxiliary=False):
    hidden = dense(30)(dense(30)(deep))
    main = dense(1, None)(keras.layers.Concatenate()([wide, hidden]))
    return [main, dense(1, None)(hidden)] if auxiliary else main


class Net(tf.keras.Model):
    def __init__(self):
        super(Net, self).__init__()
        self.a, self.b = dense(30), dense(30)
        self.main, self.aux = dense(1, None), dense(1, None)

    def call(self, both):
        hidden = self.b(self.a(both[1]))
        return self.main(tf.concat([both[0], hidden], axis=1)), self.aux(hidden)


one = keras.Input((8,))
wide_deep = keras.Model(one, network(one, one))
wide_deep.compile("adam", "mse")
wide_deep.fit(x, y, epochs=80, verbose=0)

pair = [keras.Input((5,)), keras.Input((6,))]
two_inputs = keras.Model(pair, network(*pair))
two_inputs.compile("adam", "mse")
two_inputs.fit([x_wide, x_deep], y, epochs=80, verbose=0)

pair = [keras.Input((5,)), keras.Input((6,))]
two_outputs = keras.Model(pair, network(*pair, auxiliary=True))
two_outputs.compile(optimizer=keras.optimizers.RMSprop(0.01), loss=["mse", "mse"], loss_weights=WEIGHTS)
two_outputs.fit([x_wide, x_deep], [y, y], epochs=40, verbose=0)

subclassed = Net()
subclassed.compile(optimizer=keras.optimizers.RMSprop(0.01), loss=["mse", "mse"], loss_weights=WEIGHTS)
subclassed.fit([x_wide, x_deep], [y, y], epochs=40, verbose=0)

parameters = {"wide_deep": 1239, "two_inputs": 1176, "two_outputs": 1207, "question": 5200610}
for model in (wide_deep, two_inputs, two_outputs, subclassed):
    print(model.count_params())
