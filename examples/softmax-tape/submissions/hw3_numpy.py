# 서지훈, 텐서플로우 없이 numpy로 했습니다
import numpy as np

rng = np.random.default_rng(0)
x = np.array([[1, 2, 1, 1], [2, 1, 3, 2], [3, 1, 3, 4], [4, 1, 5, 5],
              [1, 7, 5, 5], [1, 2, 5, 6], [1, 6, 6, 6], [1, 7, 7, 7]], float)
t = np.array([2, 2, 2, 1, 1, 1, 0, 0])
y = np.eye(3)[t]


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


W, B = rng.normal(size=(4, 3)), rng.normal(size=3)
W_start, B_start = W.copy(), B.copy()
losses = np.zeros(2001)
for k in range(2001):
    p = softmax(x @ W + B)
    losses[k] = -np.log(p[range(8), t]).mean()
    W -= 0.1 * x.T @ (p - y) / 8
    B -= 0.1 * (p - y).mean(axis=0)
prediction = softmax(x @ W + B)
predicted_class = prediction.argmax(1)
print(losses[-1], predicted_class)
