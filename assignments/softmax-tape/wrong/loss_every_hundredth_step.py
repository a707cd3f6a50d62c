# Wrong: the loss of every hundredth step was kept.
# Loses: losses_shape
# From: reference
# Instead of: losses.append(float(step()))
loss = float(step())
if number % 100 == 0:
    losses.append(loss)
