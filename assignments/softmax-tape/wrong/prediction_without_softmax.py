# Wrong: the prediction is the scores, before any softmax.
# Loses: prediction
# From: reference
prediction = (x_data @ W + B).numpy()
