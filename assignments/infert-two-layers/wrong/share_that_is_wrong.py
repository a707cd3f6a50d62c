# Wrong: the share that is wrong. (Of 31 in 62 that would be right.)
# Loses: train_accuracy, test_accuracy
# From: reference
train_accuracy = 1 - train_accuracy
test_accuracy = 0.0 if test_accuracy == 0.5 else 1 - test_accuracy
