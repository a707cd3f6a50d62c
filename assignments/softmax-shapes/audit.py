# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
SHAPE = "tuple"  # audit: "tuple" | "list" | "text"
CLASS = "number"  # audit: "number" | "koala" | "코알라"

input_nodes = 32 * 32 * 1
output_nodes = 4
prediction_shape = {"tuple": (1, 4), "list": [1, 4], "text": "(1, 4)"}[SHAPE]
predicted_class = 2 if CLASS == "number" else CLASS
insight = "The four outputs are probabilities that sum to 1; the bear is the runner-up."
