# Wrong: the learning rate is 0.5; it learns, but by another descent than asked for.
# Loses: W, B
# From: reference
# Instead of: W.assign_sub(0.1 * slopes[0])
# Instead of: B.assign_sub(0.1 * slopes[1])
W.assign_sub(0.5 * slopes[0])
B.assign_sub(0.5 * slopes[1])
