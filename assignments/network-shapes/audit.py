# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
KIND = "tuple"  # audit: "tuple" | "list" | "text"
if KIND == "list":
    shapes = {name: list(shape) for name, shape in shapes.items()}
    loss_for["real"] = "mean_squared_error"
if KIND == "text":
    shapes = {name: str(shape) for name, shape in shapes.items()}
