"""Honest answers to ``xor-two-hidden``, each written as some course teaches it.

Every one builds the asked network and trains it well, with a callback, a pipeline, an initialiser
or a loop that makes its record harder to repeat. `python -m tests.support.honest_variants` grades them all
and prints how many get full points, how many wait for a person and how many lose points.
"""

from __future__ import annotations

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from autograder.course import loader
from autograder.grading import warm_workers
from autograder.grading.submission import grade_submission
from autograder.records import Grade, Outcome, Submission
from autograder.results.graded import Settings
from tests.support.places import ROOT

HEAD = """
import keras
import numpy as np
import tensorflow as tf
keras.utils.set_random_seed({seed})
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
y = np.array([[0], [1], [1], [0]], "float32")
Dense = keras.layers.Dense
def net(act="tanh", **options):
    return keras.Sequential([keras.Input((2,)), Dense(2, activation=act, **options),
        Dense(3, activation=act, **options), Dense(1, activation="sigmoid")])
def compiled(model, loss="binary_crossentropy", rate=0.05):
    model.compile(keras.optimizers.Adam(rate), loss=loss, metrics=["accuracy"])
    return model
"""
TAIL = "\nprediction = model.predict(x, verbose=0)\n"
_NET = "model = compiled(net())\n"
_CALLBACK = "class Own(keras.callbacks.Callback):\n"
_FIT = "model.fit(x, y, epochs=500, verbose=0"

# By what makes each harder to repeat. These need a person: nothing can be repeated.
BY_A_PERSON = {
    "a tape in a function of TensorFlow": _NET
    + """
opt = keras.optimizers.Adam(0.05)
@tf.function
def step():
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(keras.losses.binary_crossentropy(y, model(x)))
    opt.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
for _ in range(500): step()
""",
    "a layer of one's own called Dense": """
class Dense(keras.layers.Layer):
    def __init__(self, units, activation=None):
        super().__init__()
        self.units, self.act = units, keras.activations.get(activation)
    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], self.units), initializer="glorot_uniform")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")
    def call(self, t): return self.act(t @ self.w + self.b)
model = compiled(net())
model.fit(x, y, epochs=500, verbose=0)""",
}
_LOSS = "bce = keras.losses.BinaryCrossentropy()\n"
_STEP = """    with tf.GradientTape() as tape:
        loss = bce({y}, model({x}, training=True))
    opt.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
"""
VARIANTS = {
    "a loop with a tape": f"""model = net()
opt = keras.optimizers.Adam(0.05)
{_LOSS}for _ in range(500):
{_STEP.format(x="x", y="y")}    if _ % 100 == 0: print(float(loss), bce(y, model(x)))
""",
    "a loop with a tape over batches of a pipeline": f"""model = net()
opt = keras.optimizers.SGD(0.5, momentum=0.9)
rows = tf.data.Dataset.from_tensor_slices((x, y)).batch(2)
{_LOSS}for epoch in range(300):
  for a, b in rows:
{_STEP.format(x="a", y="b")}
""",
    "a fit after a loop with a tape": f"""model = compiled(net())
opt = keras.optimizers.SGD(0.5)
{_LOSS}for _ in range(20):
{_STEP.format(x="x", y="y")}
{_FIT})""",
    "a layer frozen for more training": f"""{_NET}{_FIT})
model.layers[0].trainable = False
compiled(model)
model.fit(x, y, epochs=200, verbose=0)""",
    "a layer thawed for more training": f"""model = net()
model.layers[0].trainable = False
compiled(model)
model.fit(x, y, epochs=50, verbose=0)
model.layers[0].trainable = True
compiled(model)
{_FIT})""",
    "plain": f"{_NET}{_FIT})",
    "callback prints": f"""{_NET}{_CALLBACK}
    def on_epoch_end(self, epoch, logs=None):
        if epoch % 100 == 0: print(epoch, logs["loss"])
{_FIT}, callbacks=[Own()])""",
    "callback keeps the losses": f"""{_NET}{_CALLBACK}
    def on_train_begin(self, logs=None): self.losses = []
    def on_epoch_end(self, epoch, logs=None): self.losses.append(logs["loss"])
{_FIT}, callbacks=[Own()])""",
    "callback stops when right": f"""{_NET}{_CALLBACK}
    def on_epoch_end(self, epoch, logs=None):
        if logs["loss"] < 0.05: self.model.stop_training = True
{_FIT}, callbacks=[Own()])""",
    "callback predicts": f"""{_NET}{_CALLBACK}
    def on_epoch_end(self, epoch, logs=None):
        if epoch % 50 == 0: self.model.predict(x, verbose=0)
{_FIT}, callbacks=[Own()])""",
    "callback at batches": f"""{_NET}{_CALLBACK}
    def on_train_batch_end(self, batch, logs=None): self.last = logs
{_FIT}, callbacks=[Own()])""",
    "callback lowers the rate": f"""{_NET}{_CALLBACK}
    def on_epoch_begin(self, epoch, logs=None):
        self.model.optimizer.learning_rate = 0.05 if epoch < 300 else 0.01
{_FIT}, callbacks=[Own()])""",
    "callback goes back to its best": f"""{_NET}{_CALLBACK}
    def on_train_begin(self, logs=None): self.best, self.weights = 1e9, None
    def on_epoch_end(self, epoch, logs=None):
        if logs["loss"] < self.best: self.best, self.weights = logs["loss"], self.model.get_weights()
    def on_train_end(self, logs=None): self.model.set_weights(self.weights)
{_FIT}, callbacks=[Own()])""",
    "LambdaCallback": f"""{_NET}
{_FIT}, callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=lambda e, l: None)])""",
    "EarlyStopping": f"""{_NET}
{_FIT}, callbacks=[keras.callbacks.EarlyStopping(monitor="loss", patience=50)])""",
    "EarlyStopping restores": f"""{_NET}
{_FIT}, callbacks=[keras.callbacks.EarlyStopping(monitor="loss", patience=50, restore_best_weights=True)])""",
    "ReduceLROnPlateau": f"""{_NET}
{_FIT}, callbacks=[keras.callbacks.ReduceLROnPlateau(monitor="loss", patience=40)])""",
    "LearningRateScheduler": f"""{_NET}
{_FIT}, callbacks=[keras.callbacks.LearningRateScheduler(lambda e: 0.05 * 0.998 ** e)])""",
    "schedule": """
model = net()
rate = keras.optimizers.schedules.ExponentialDecay(0.05, 100, 0.9)
model.compile(keras.optimizers.Adam(rate), "binary_crossentropy")
"""
    f"{_FIT})",
    "checkpoint loaded": f"""{_NET}
{_FIT}, callbacks=[keras.callbacks.ModelCheckpoint("best.weights.h5", monitor="loss",
    save_best_only=True, save_weights_only=True)])
model.load_weights("best.weights.h5")""",
    "CSVLogger": f"""{_NET}
{_FIT}, callbacks=[keras.callbacks.CSVLogger("log.csv")])""",
    "tf.data in one batch": f"""{_NET}
model.fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(4), epochs=300, verbose=0)""",
    "tf.data shuffled": f"""{_NET}
data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(4).batch(4).prefetch(tf.data.AUTOTUNE)
model.fit(data, epochs=300, verbose=0)""",
    "tf.data repeated": f"""{_NET}
data = tf.data.Dataset.from_tensor_slices((x, y)).repeat(10).batch(4)
model.fit(data, epochs=50, verbose=0)""",
    "tf.data for ever": f"""{_NET}
data = tf.data.Dataset.from_tensor_slices((x, y)).repeat().batch(4)
model.fit(data, epochs=50, steps_per_epoch=10, verbose=0)""",
    "tf.data mapped": f"""{_NET}
data = tf.data.Dataset.from_tensor_slices((x, y)).map(lambda a, b: (tf.cast(a, "float32"), b)).batch(4)
model.fit(data, epochs=300, verbose=0)""",
    "tensors": f"{_NET}model.fit(tf.constant(x), tf.constant(y), epochs=500, verbose=0)",
    "lists": f"{_NET}model.fit(np.array(x.tolist()), np.array(y.tolist()), epochs=500, verbose=0)",
    "row by row": f"{_NET}model.fit(x, y, batch_size=1, epochs=300, verbose=0)",
    "row by row, not shuffled": f"{_NET}model.fit(x, y, batch_size=1, shuffle=False, epochs=300, verbose=0)",
    "two at a time, no seed": "tf.keras.backend.clear_session()\n"
    f"{_NET}model.fit(x, y, batch_size=2, epochs=300, verbose=0)",
    "rows many times": f"{_NET}model.fit(np.tile(x, (50, 1)), np.tile(y, (50, 1)), epochs=60, verbose=0)",
    "sample weights": f"{_NET}{_FIT}, sample_weight=np.array([1, 1, 2, 1.0]))",
    "class weights": f"{_NET}{_FIT}, class_weight={{0: 1.0, 1: 1.5}})",
    "validated": f"{_NET}{_FIT}, validation_data=(x, y))",
    "validated and stopped": f"""{_NET}
{_FIT}, validation_data=(x, y), callbacks=[keras.callbacks.EarlyStopping(patience=80)])""",
    "train_on_batch": f"{_NET}for _ in range(400): model.train_on_batch(x, y)",
    "train_on_batch row by row": f"""{_NET}
for _ in range(150):
    for at in np.random.permutation(4): model.train_on_batch(x[at:at + 1], y[at:at + 1])""",
    "one epoch a call": f"{_NET}for _ in range(300): model.fit(x, y, epochs=1, verbose=0)",
    "two fits": f"{_NET}model.fit(x, y, epochs=200, verbose=0)\n{_FIT})",
    "compiled again": f"{_NET}model.fit(x, y, epochs=200, verbose=0)\ncompiled(model)\n{_FIT})",
    "searched for": """
for seed in range(6):
    keras.utils.set_random_seed(seed)
    model = compiled(net())
    model.fit(x, y, epochs=300, verbose=0)
    if model.evaluate(x, y, verbose=0)[1] == 1: break
""",
    "started again from the same weights": f"""{_NET}
first = model.get_weights()
model.fit(x, y, epochs=20, verbose=0)
model.set_weights(first)
compiled(model)
{_FIT})""",
    "RandomNormal": """
model = compiled(net(kernel_initializer=keras.initializers.RandomNormal(stddev=1.0)))
"""
    f"{_FIT})",
    "RandomNormal, wide": """
model = compiled(net(kernel_initializer=keras.initializers.RandomNormal(stddev=3.0)))
"""
    f"{_FIT})",
    "random biases": """
model = compiled(net(kernel_initializer="random_uniform", bias_initializer="random_normal"))
"""
    f"{_FIT})",
    "he_normal": f"model = compiled(net(kernel_initializer='he_normal'))\n{_FIT})",
    "orthogonal": f"model = compiled(net(kernel_initializer='orthogonal'))\n{_FIT})",
    "initialiser of one's own": """
def mine(shape, dtype=None): return tf.random.uniform(shape, -1, 1)
model = compiled(net(kernel_initializer=mine))
"""
    f"{_FIT})",
    "initialiser class of one's own": """
class Mine(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None): return keras.random.normal(shape)
model = compiled(net(kernel_initializer=Mine()))
"""
    f"{_FIT})",
    "weights drawn with NumPy": f"""{_NET}
model.set_weights([np.random.uniform(-1, 1, w.shape) for w in model.get_weights()])
{_FIT})""",
    "activation of one's own": f"""
def mine(t): return tf.math.tanh(t)
model = compiled(net(mine))
{_FIT})""",
    "activation in a lambda": f"model = compiled(net(lambda t: tf.nn.sigmoid(t)))\n{_FIT})\n{_FIT})",
    "tf.nn activation": f"model = compiled(net(tf.nn.tanh))\n{_FIT})",
    "relu": f"model = compiled(net('relu'))\n{_FIT})",
    "loss of one's own": """
def mine(true, pred): return tf.reduce_mean(tf.square(true - pred), axis=-1)
model = compiled(net(), mine)
"""
    f"{_FIT})\n{_FIT})",
    "subclassed": """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.out = Dense(1, activation="sigmoid")
        self.two = Dense(3, activation="tanh")
        self.one = Dense(2, activation="tanh")
    def call(self, t): return self.out(self.two(self.one(t)))
model = compiled(Net())
"""
    f"{_FIT})",
    "train step of one's own": """
class Net(keras.Sequential):
    def train_step(self, data):
        a, b = data
        with tf.GradientTape() as tape:
            out = self(a, training=True)
            loss = self.compute_loss(y=b, y_pred=out)
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(grads, self.trainable_variables)
        for metric in self.metrics:
            metric.update_state(loss) if metric.name == "loss" else metric.update_state(b, out)
        return {m.name: m.result() for m in self.metrics}
model = compiled(Net([keras.Input((2,)), *net().layers]))
"""
    f"{_FIT})",
    "functional": """
i = keras.Input((2,))
h = Dense(3, activation="tanh")(Dense(2, activation="tanh")(i))
model = compiled(keras.Model(i, Dense(1, activation="sigmoid")(h)))
"""
    f"{_FIT})",
    "cloned": f"""{_NET}{_FIT})
copy = keras.models.clone_model(model); copy.set_weights(model.get_weights()); model = copy""",
    "saved and loaded": f"""{_NET}{_FIT})
model.save("m.keras"); model = keras.models.load_model("m.keras")""",
    "dropout": """
model = compiled(keras.Sequential([keras.Input((2,)), Dense(2, activation="tanh"),
    Dense(3, activation="tanh"), keras.layers.Dropout(0.02), Dense(1, activation="sigmoid")]))
"""
    f"{_FIT})",
    "regularised": f"model = compiled(net(kernel_regularizer=keras.regularizers.L2(1e-4)))\n{_FIT})",
    "clipped": """
model = net()
model.compile(keras.optimizers.Adam(0.05, clipnorm=1.0), "mse")
"""
    f"{_FIT})",
    "momentum": """
model = net()
model.compile(keras.optimizers.SGD(0.3, momentum=0.9), "mse")
"""
    f"{_FIT})\n{_FIT})",
    "compiled by names": "model = net()\nmodel.compile('rmsprop', 'mse')\nmodel.fit(x, y, epochs=3000, verbose=0)",
    "jit": f"model = net()\nmodel.compile(keras.optimizers.Adam(0.05), 'mse', jit_compile=False)\n{_FIT})\n{_FIT})",
}


def source(name: str, seed: int = 1) -> str:
    """The whole program of a variant."""
    return HEAD.format(seed=seed) + {**VARIANTS, **BY_A_PERSON}[name] + TAIL


def outcome_of(grade: Grade) -> str:
    """Full points, for a person, or the checks that lost points."""
    lost = [check.name for check in grade.checks if check.outcome is not Outcome.PASSED]
    waiting = [check.name for check in grade.checks if check.outcome is Outcome.PENDING]
    if not lost:
        return "full points"
    return f"to a person: {', '.join(waiting)}" if lost == waiting else f"lost: {', '.join(lost)}"


def main() -> None:
    """Grade all variants with some seeds, and print what became of them."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    root = ROOT
    assignment = loader.load_assignment(loader.find_course(root), "xor-two-hidden")
    wanted = sys.argv[2:]
    names = [
        (name, seed)
        for name in {**VARIANTS, **BY_A_PERSON}
        for seed in range(1, seeds + 1)
        if not wanted or name in wanted
    ]
    with warm_workers.start_workers(needs_student=True) as workers, ThreadPoolExecutor(2) as pool:

        def graded(item: tuple[str, int]) -> Grade:
            content = source(*item).encode()
            submission = Submission(f"{item[0]}-{item[1]}", content, "a.py")
            return grade_submission(submission, assignment, workers, Settings()).grade

        found = list(pool.map(graded, names))
    for (name, seed), grade in zip(names, found, strict=True):
        message = "" if outcome_of(grade) == "full points" else "; ".join(grade.staff.notes)
        details = [c.detail for c in grade.checks if c.outcome is Outcome.PENDING and c.detail]
        print(f"{name} ({seed}): {outcome_of(grade)} {message} {'; '.join(details)}".rstrip())
    print(Counter(outcome_of(grade).split(":")[0] for grade in found))


if __name__ == "__main__":
    main()
