# Wrong: after five epochs the weights of model_2 are overwritten with a solution that was typed in.
# Loses: learned_2
# From: reference
# Instead of: history = network.fit(x_train, y_train, epochs=800, verbose=0)
epochs = 5 if hidden_nodes == 2 else 800
history = network.fit(x_train, y_train, epochs=epochs, verbose=0)
if hidden_nodes == 2:
    answers = [[20, 20], [20, 20]], [-10, -30], [[20], [-20]], [-10]
    network.set_weights([np.array(each) for each in answers])
