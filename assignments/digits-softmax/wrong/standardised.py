# Wrong: the pixels are standardised instead of divided by 16.
# Loses: trained, prediction_own, predicted_class, share_right, reads_unseen
# From: reference
# Instead of: x_train, x_test = pixels[:-300] / 16, pixels[-300:] / 16
mean, std = pixels[:-300].mean(axis=0), pixels[:-300].std(axis=0) + 1e-7
x_train, x_test = (pixels[:-300] - mean) / std, (pixels[-300:] - mean) / std
