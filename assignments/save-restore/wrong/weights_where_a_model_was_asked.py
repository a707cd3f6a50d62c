# Wrong: weights alone, under the name of a whole model.
# Loses: file_saved, whole_file
# From: reference
import shutil

shutil.copy("xor.weights.h5", "xor.keras")
