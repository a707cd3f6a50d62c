# Wrong: names in capitals.
# Loses: input_nodes, output_nodes, prediction_shape, predicted_class, insight

INPUT_NODES = 1024
OUTPUT_NODES = 4
PREDICTION_SHAPE = (1, 4)
PREDICTED_CLASS = 2
INSIGHT = (
    "The four numbers are probabilities and sum to 1. Koala is most likely with 60 %, "
    "and the runner-up is dog with 20 %."
)
