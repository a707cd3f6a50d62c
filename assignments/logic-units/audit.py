# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
KIND = "array"  # audit: "array" | "list" | "float32"
if KIND == "list":
    xor_table, hidden, output = xor_table.tolist(), hidden.tolist(), output.tolist()
    collapsed_W, collapsed_b = collapsed_W.tolist(), [float(collapsed_b)]
if KIND == "float32":
    hidden, output = hidden.astype("float32"), output.astype("float32")
    and_unit = {"w": np.array([20, 20]), "b": np.float32(-30)}
    nand_unit = {"w": (-20, -20), "b": 30}
