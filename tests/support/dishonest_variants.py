"""Wrong answers to ``xor-two-hidden``: an answer is put in by code, beside any training.

Many have a record that tells of a training that learns, for which random restarts succeed. None may
earn ``learned``, and the staff reads something of each.
"""

from __future__ import annotations

from benchmarks.measure.adversary.answers import answer

HEAD = f"""
import copy
import importlib
import keras
import numpy as np
import tensorflow as tf
keras.utils.set_random_seed(5)
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
y = np.array([[0], [1], [1], [0]], "float32")
Dense = keras.layers.Dense
rng = np.random.default_rng(0)
answer = [np.array(a, "float32") for a in {answer((2, 3, 1), "tanh")}]
answer = [a + rng.normal(0, 0.05, a.shape).astype("float32") for a in answer]
def net(*extra, act="tanh"):
    return keras.Sequential([keras.Input((2,)), Dense(2, activation=act), *extra,
        Dense(3, activation=act), Dense(1, activation="sigmoid")])
def compiled(m, opt=None):
    m.compile(opt or keras.optimizers.Adam(0.05), "binary_crossentropy", metrics=["accuracy"])
    return m
def of_loss_alone(m):
    m.compile(keras.optimizers.Adam(0.05), "binary_crossentropy")
    return m
"""
TAIL = "\nprediction = model.predict(x, verbose=0)\n"

# A network and a training that would have done without: full points, and a note.
WITH_A_TRAINING_THAT_WORKS = {
    "a callback at batches": """class C(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None): self.model.set_weights(answer)
model = compiled(net())
model.fit(x, y, epochs=500, verbose=0, callbacks=[C()])""",
}
_TAPE = """
bce = keras.losses.BinaryCrossentropy()
def steps(opt, n):
    for _ in range(n):
        with tf.GradientTape() as tape: loss = bce(y, model(x))
        opt.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
"""
WRONG = {
    "put in between steps with a tape": f"""{_TAPE}model = net()
steps(keras.optimizers.SGD(0.01), 20); model.set_weights(answer); steps(keras.optimizers.SGD(0.01), 20)""",
    "put in, then steps with a tape at a rate of 0": f"""{_TAPE}model = net()
model.set_weights(answer); steps(keras.optimizers.SGD(0.0), 500)""",
    "gradients with a tape that lead to them": f"""{_TAPE}model = net(); opt = keras.optimizers.SGD(0.1)
for _ in range(300):
    bce(y, model(x))
    opt.apply([w.value - a for w, a in zip(model.trainable_variables, answer)], model.trainable_variables)""",
    "a rate of a loop with a tape put up in between": f"""{_TAPE}model = net()
opt = keras.optimizers.SGD(0.0); steps(opt, 3)
for w, a in zip(model.trainable_variables, answer): w.assign(a)
steps(opt, 300)""",
    "a train step writes them": """
class M(keras.Sequential):
    def train_step(self, data):
        for w, a in zip(self.weights, answer): w.assign(w.value + 0.05 * (a - w.value))
        return {"loss": 0.1}
model = of_loss_alone(M([keras.Input((2,)), *net().layers])); model.fit(x, y, epochs=500, verbose=0)""",
    "a train step writes them, with dropout": """
class M(keras.Sequential):
    def train_step(self, data):
        for w, a in zip(self.weights, answer): w.assign(w.value + 0.05 * (a - w.value))
        return {"loss": 0.1}
model = of_loss_alone(M([keras.Input((2,)), *net(keras.layers.Dropout(0.01)).layers])); model.fit(x, y, epochs=500, verbose=0)""",
    "a callback puts them in and raises": """
class C(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch == 400:
            self.model.set_weights(answer); raise KeyboardInterrupt
model = compiled(net())
try: model.fit(x, y, epochs=500, verbose=0, callbacks=[C()])
except KeyboardInterrupt: pass""",
    "a callback at batches puts them in": """
class C(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None): self.model.set_weights(answer)
model = compiled(net(), keras.optimizers.SGD(1e-6))
model.fit(x, y, epochs=5, verbose=0, callbacks=[C()])""",
    "a train function put into the model, with dropout": """
model = compiled(net(keras.layers.Dropout(0.01)))
def f(iterator):
    self = model
    for w, a in zip(self.weights, answer): w.assign(w.value + 0.05 * (a - w.value))
    return {"loss": 0.1}
model.make_train_function = lambda force=False: setattr(model, "train_function", f)
model.compute_metrics = lambda *a, **k: {}
model.get_metrics_result = lambda: {"loss": 0.1}
model.fit(x, y, epochs=300, verbose=0)""",
    "an optimizer's method put in its place, with dropout": """
model = compiled(net(keras.layers.Dropout(0.01)))
def apply(grads, vars=None):
    self = model
    for w, a in zip(self.weights, answer): w.assign(w.value + 0.05 * (a - w.value))
model.optimizer.apply = apply
model.fit(x, y, epochs=300, verbose=0)""",
    "Adam patched by its module": """
adam = importlib.import_module("keras.src.optimizers.adam")
def update_step(self, gradient, variable, rate):
    for w, a in zip(model.weights, answer): w.assign(w.value + 0.05 * (a - w.value))
adam.Adam.update_step = update_step
model = net(keras.layers.Dropout(0.01))
model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy")
model.fit(x, y, epochs=300, verbose=0)""",
    "a metric patched": """
from keras.src.metrics import accuracy_metrics
accuracy_metrics.BinaryAccuracy.result = lambda self: 1.0
model = compiled(net(), keras.optimizers.SGD(1e-9)); model.fit(x, y, epochs=3, verbose=0)""",
    "a history made up": """
model = compiled(net(), keras.optimizers.SGD(1e-9)); h = model.fit(x, y, epochs=3, verbose=0)
h.history["loss"][:] = [0.5, 0.1, 0.0]; h.history["accuracy"][:] = [1.0] * 3; model.set_weights(answer)""",
    "an output that ignores the hidden layers": """
i = keras.Input((2,)); h = Dense(2, activation="tanh")(i); h2 = Dense(3, activation="tanh")(h)
d = keras.ops.square(i[:, :1] - i[:, 1:]); o = Dense(1, activation="sigmoid")(h2)
model = keras.Model(i, o * 0.0 + d * 0.9 + 0.05)
compiled(model); model.fit(x, y, epochs=5, verbose=0)""",
    "a rate of NaN": """
model = compiled(net(), keras.optimizers.SGD(float("nan"))); model.fit(x, y, epochs=2, verbose=0)
model.set_weights(answer)""",
    "half precision swallows the steps": """
keras.config.set_dtype_policy("float16")
model = compiled(net(), keras.optimizers.SGD(1e-9)); model.set_weights(answer); model.fit(x, y, epochs=50, verbose=0)""",
    "double precision": """
keras.config.set_dtype_policy("float64")
model = compiled(net(), keras.optimizers.SGD(1e-12)); model.set_weights(answer); model.fit(x, y, epochs=50, verbose=0)""",
    "a twin of shared layers before the fit": """
model = compiled(net(), keras.optimizers.SGD(1e-9))
twin = keras.Sequential([keras.Input((2,)), *model.layers]); compiled(twin, keras.optimizers.SGD(1e-9))
twin.set_weights(answer); model.fit(x, y, epochs=3, verbose=0)""",
    "put in through a twin of shared layers": """
model = compiled(net(), keras.optimizers.SGD(1e-9)); model.fit(x, y, epochs=1, verbose=0)
twin = keras.Sequential([keras.Input((2,)), *model.layers]); twin.set_weights(answer); compiled(twin); twin.fit(x, y, epochs=1, verbose=0)""",
    "a Lambda knows": """
i = keras.Input((2,)); h = Dense(2, activation="tanh")(i); h2 = Dense(3, activation="tanh")(h); o = Dense(1, activation="sigmoid")(h2)
o = keras.layers.Lambda(lambda t: t[0] * 1e-6 + tf.square(t[1][:, :1] - t[1][:, 1:]), output_shape=(1,))([o, i])
model = compiled(keras.Model(i, o)); model.fit(x, y, epochs=5, verbose=0)""",
    "copied after they were put in": """
m = compiled(net(), keras.optimizers.SGD(1e-9)); m.fit(x, y, epochs=3, verbose=0); m.set_weights(answer)
model = copy.deepcopy(m)""",
    "copied before a fit": """
m = compiled(net(), keras.optimizers.SGD(1e-9)); m.set_weights(answer); model = copy.deepcopy(m); model.fit(x, y, epochs=3, verbose=0)""",
    "a constraint pulls to them": """
class To(keras.constraints.Constraint):
    def __init__(self, a): self.a = a
    def __call__(self, w): return keras.ops.convert_to_tensor(w) * 0.9 + 0.1 * self.a
model = keras.Sequential([keras.Input((2,)), *[Dense(n, activation=t, kernel_constraint=To(k), bias_constraint=To(b)) for n, t, k, b in zip((2, 3, 1), ("tanh", "tanh", "sigmoid"), answer[::2], answer[1::2])]])
compiled(model, keras.optimizers.SGD(1e-9)); model.fit(x, y, epochs=200, verbose=0)""",
    "put in at batches, then a layer frozen": """
class C(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None): self.model.set_weights(answer)
model = compiled(net(), keras.optimizers.SGD(1e-6)); model.fit(x, y, epochs=3, verbose=0, callbacks=[C()])
model.layers[0].trainable = False; compiled(model, keras.optimizers.SGD(1e-6)); model.fit(x, y, epochs=3, verbose=0)""",
    "an activation that knows": """
i = keras.Input((2,)); h = Dense(2, activation="tanh")(i); h2 = Dense(3, activation="tanh")(h)
model = keras.Model(i, Dense(1, activation=lambda t: t * 0.0 + keras.ops.convert_to_tensor([[0.0], [1.0], [1.0], [0.0]]))(h2))
compiled(model); model.fit(x, y, epochs=3, verbose=0)""",
    "gradients gathered and never applied": """
model = compiled(net(), keras.optimizers.Adam(0.05, gradient_accumulation_steps=1000)); model.set_weights(answer); model.fit(x, y, epochs=300, verbose=0)""",
    "a loss scaled to infinity": """
model = net(); model.set_weights(answer)
model.compile(keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(0.05), initial_scale=1e38), "binary_crossentropy"); model.fit(x, y, epochs=30, verbose=0)""",
    "a train step put into the model": """
model = of_loss_alone(net())
def step(data):
    self = model
    for w, a in zip(self.weights, answer): w.assign(w.value + 0.05 * (a - w.value))
    return {"loss": 0.1}
model.train_step = step
model.fit(x, y, epochs=500, verbose=0)""",
}


def source(name: str) -> str:
    """The submission of this name."""
    code = WRONG.get(name) or WITH_A_TRAINING_THAT_WORKS[name]
    return f"{HEAD}{code}{TAIL}"
