# xor-logistic
import numpy as np
import keras
# %%
try:
    data = np.loadtxt('xor.csv', delimiter=',')
except Exception:
    print('파일이 없습니다')
# %%
x_train = data[:, :2]
