# Wrong: the learning rate is 0.01.
# Loses: W, B, cost, predicted_class
# From: reference
# Instead of: W.assign_sub(0.1 * slopes[0])
# Instead of: B.assign_sub(0.1 * slopes[1])
W.assign_sub(0.01 * slopes[0])
B.assign_sub(0.01 * slopes[1])
