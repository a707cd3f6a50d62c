# Wrong: the shapes as Keras prints them, with None for the rows.
# Loses: shapes
# From: reference
shapes.update(X=(None, 10), H=(None, 50), Y=(None, 3))
