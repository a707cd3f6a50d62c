# Wrong: only W is updated.
# Loses: W, B
# From: reference
# Instead of: B.assign_sub(0.1 * slopes[1])
B.assign_sub(0.0 * slopes[1])
