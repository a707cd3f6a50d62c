# Wrong: the last five columns go the wide way and the first six the deep one.
# Loses: trained_two_inputs, learned_two_inputs, trained_two_outputs, trained_subclassed,
#   learned_subclassed
# From: reference
# Instead of: x_wide, x_deep = x[:, :5], x[:, 2:]  # 앞의 5열과 뒤의 6열 · the first 5 columns and the last 6
x_wide, x_deep = x[:, 3:], x[:, :6]
