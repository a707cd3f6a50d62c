# Wrong: the gradient is added until the losses are NaN.
# Loses: W, B, losses, cost, prediction, predicted_class
# From: reference
# Instead of: W.assign_sub(0.1 * slopes[0])
# Instead of: B.assign_sub(0.1 * slopes[1])
W.assign_add(0.1 * slopes[0])
B.assign_add(0.1 * slopes[1])
