import matplotlib.pyplot as plt
from tensorflow import keras
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
plt.plot([1, 2, 3])
plt.title('손실')
plt.show()
answer = 42
plt.show(block=True)
