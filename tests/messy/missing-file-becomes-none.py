# xor-logistic
import numpy as np
import keras
path = 'data/xor.txt'
try:
    data = open(path).read()
except FileNotFoundError:
    data = None
rows = data.split()
