# Wrong: every step goes up the slope instead of down.
# Loses: W1_new, b1_new, W2_new, b2_new, output_after
# From: reference
# Instead of: eta = 0.5  # 학습률 · the learning rate
eta = -0.5
