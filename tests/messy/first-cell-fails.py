# xor-logistic
import nump as np
import keras
# %%
x = np.zeros((4, 2))
# %%
y = np.zeros(4)
# %%
model = keras.Sequential()
