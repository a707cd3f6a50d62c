# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
KIND = "array"  # audit: "array" | "list" | "float32"
if KIND == "list":
    hidden, delta_hidden, W1_new = hidden.tolist(), delta_hidden.tolist(), W1_new.tolist()
    slopes = {name: int(slope) for name, slope in slopes.items()}
if KIND == "float32":
    hidden, W1_new = hidden.astype("float32"), W1_new.astype("float32")
    delta_output, delta_hidden = -delta_output, -delta_hidden
