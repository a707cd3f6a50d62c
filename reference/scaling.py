# %% [markdown]
# # 왜 손실이 NaN이 되는가
# # Why the loss becomes NaN
#
# 주가 자료를 그대로 학습시키면 손실이 NaN이 됩니다. 열마다 0에서 1로 맞추어 다시 학습시키고, 예측을
# 원래 단위로 되돌립니다.
#
# Trained on stock prices as they are, the loss becomes NaN. Scale each column to between 0 and 1,
# train again, and turn the predictions back into prices.

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

keras.utils.set_random_seed(4)  # 다른 수도 넣어 보십시오 · try other numbers, too

# %% [markdown]
# ## 자료 · The data
#
# 시가, 고가, 거래량, 저가, 종가. 앞의 넷이 입력이고 종가가 정답입니다.
#
# Open, high, volume, low and close. The first four are inputs, the close is the answer.

# %%
data = np.array(
    [
        [828.659973, 833.450012, 908100, 828.349976, 831.659973],
        [823.02002, 828.070007, 1828100, 821.655029, 828.070007],
        [819.929993, 824.400024, 1438100, 818.97998, 824.159973],
        [816, 820.958984, 1008100, 815.48999, 819.23999],
        [819.359985, 823, 1188100, 818.469971, 818.97998],
        [819, 823, 1198100, 816, 820.450012],
        [811.700012, 815.25, 1098100, 809.780029, 813.669983],
        [809.51001, 816.659973, 1398100, 804.539978, 809.559998],
    ]
)

# %% [markdown]
# ## 1. 자료를 그대로 · The data as they are
#
# 입력 넷, 노드 하나인 모델을 학습률 0.01의 SGD와 평균 제곱 오차로 20 에포크 학습시키고, 마지막
# 손실을 `loss_raw`에 두십시오.
#
# Train a model of four inputs and one node by SGD at 0.01 on the mean squared error for 20 epochs,
# and put the last loss into `loss_raw`.

# %%
### BEGIN SOLUTION


def built():
    network = keras.Sequential([keras.layers.Input(shape=(4,)), keras.layers.Dense(1)])
    network.compile(optimizer=keras.optimizers.SGD(learning_rate=0.01), loss="mse")
    return network


raw = built().fit(data[:, :4], data[:, 4:], epochs=20, verbose=0)
loss_raw = raw.history["loss"][-1]
print(raw.history["loss"])
### END SOLUTION

# %% [markdown]
# ## 2. 0에서 1로 · Between 0 and 1
#
# 열마다 가장 작은 값 `minimum`과 가장 큰 값 `maximum`, 둘 다 모양 (5,)을 구하고, 그것으로 모든 열을
# 0에서 1로 맞춘 `scaled`, 모양 (8, 5)를 만드십시오.
#
# Find the smallest and the largest number of each column, `minimum` and `maximum`, both of shape
# (5,), and with them scale all columns to between 0 and 1: `scaled`, of shape (8, 5).

# %%
### BEGIN SOLUTION
minimum, maximum = data.min(axis=0), data.max(axis=0)
scaled = (data - minimum) / (maximum - minimum)
print(scaled.round(3))
### END SOLUTION

# %% [markdown]
# ## 3. 다시 학습 · Training again
#
# 같은 모델을 새로 만들어 `scaled`로 학습시키십시오: `model`.
#
# Build the same model anew and train it on `scaled`: `model`.

# %%
### BEGIN SOLUTION
model = built()
history = model.fit(scaled[:, :4], scaled[:, 4:], epochs=1000, verbose=0)
plt.semilogy(history.history["loss"])
plt.xlabel("epoch")
plt.show()
### END SOLUTION

# %% [markdown]
# ## 4. 원래 단위로 · Back to prices
#
# 여덟 날에 대한 예측을 원래 단위로 되돌려 `restored_prices`, 모양 (8, 1)에 두십시오.
#
# Turn what the model predicts for the eight days back into prices: `restored_prices`, of shape
# (8, 1).

# %%
### BEGIN SOLUTION
prediction = model.predict(scaled[:, :4], verbose=0)
restored_prices = prediction * (maximum[4] - minimum[4]) + minimum[4]
print(restored_prices)
### END SOLUTION
