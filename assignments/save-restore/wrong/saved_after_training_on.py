# Wrong: the file was written over by the model that was trained on.
# Loses: whole_file
# From: reference
continued.save("xor.keras")
