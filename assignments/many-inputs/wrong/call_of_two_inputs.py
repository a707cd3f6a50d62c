# Wrong: `call` takes two arguments, so that nothing comes out of the model.
# Loses: structure_subclassed, hidden_subclassed, trained_subclassed, learned_subclassed
# From: reference
# Instead of: def call(self, inputs):
def call(self, wide, deep):
# Instead of: wide, deep = inputs
wide, deep = wide, deep
