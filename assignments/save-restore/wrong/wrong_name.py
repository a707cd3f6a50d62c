# Wrong: the file has another name.
# Loses: file_saved
# From: reference
import os

os.rename("xor.keras", "my_model.keras")
