# Wrong: one hidden node instead of two: it can't learn XOR, whatever the seed.
# Loses: parameters_2, learned_2
# From: reference
# Instead of: model_2 = train_network(2)
model_2 = train_network(1)
