from tensorflow import keras


def make_model():
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
