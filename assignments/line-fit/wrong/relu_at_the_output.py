# Wrong: a ReLU at the output makes 0 of the negative prediction.
# Loses: fitted_sequential
# From: reference
# Instead of: model_sequential = keras.Sequential([keras.layers.Input(shape=(1,)), keras.layers.Dense(1)])
model_sequential = keras.Sequential(
    [keras.layers.Input(shape=(1,)), keras.layers.Dense(1, activation="relu")]
)
