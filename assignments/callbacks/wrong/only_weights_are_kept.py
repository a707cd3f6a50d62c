# Wrong: weights alone, and no whole model.
# Loses: best_file
# From: reference
import os

best.save_weights("best.weights.h5")
os.remove("best.keras")
