# Attack: draws figures of a hundred million points, and more of them than anybody would look at.
# Kind: results

import matplotlib.pyplot as plt
import numpy as np

for _ in range(25):
    plt.figure(figsize=(4, 4))
    plt.imshow(np.random.rand(200, 200))
plt.figure(figsize=(100_000, 100_000))
