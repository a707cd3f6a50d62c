# %% [markdown]
# # 과제 3 박서준 (20231045)

# %%
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y = np.array([[0], [1], [1], [0]], dtype="float32")


# %%
class TwoHidden(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.h1 = tf.keras.layers.Dense(2, activation="tanh")
        self.h2 = tf.keras.layers.Dense(3, activation="tanh")
        self.out = tf.keras.layers.Dense(1, activation="sigmoid")

    def call(self, inputs):
        return self.out(self.h2(self.h1(inputs)))


# %%
model = TwoHidden()
model.compile(optimizer=tf.keras.optimizers.Adam(0.05), loss="binary_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, epochs=1000, verbose=0)

# %%
plt.plot(history.history["loss"])
plt.xlabel("epoch")
plt.show()

# %%
prediction = model.predict(x)
print(prediction)
