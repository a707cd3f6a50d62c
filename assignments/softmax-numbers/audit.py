# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
import keras
import numpy as np

WAY = "numpy"  # audit: "numpy" | "keras" | "by hand"
KIND = "array"  # audit: "array" | "list" | "float32"


def as_kind(numbers):
    if KIND == "list":
        return np.asarray(numbers).tolist()
    return np.asarray(numbers, dtype="float32" if KIND == "float32" else None)


def softmax(scores):
    if WAY == "keras":
        return keras.ops.convert_to_numpy(keras.ops.softmax(np.array(scores, dtype="float32")))
    e = np.exp(np.array(scores) - max(scores))
    return e / e.sum()


by_hand = [0.659, 0.242, 0.099]
probabilities = as_kind(by_hand if WAY == "by hand" else softmax([2.0, 1.0, 0.1]))
stable = as_kind(by_hand if WAY == "by hand" else softmax([1002.0, 1001.0, 1000.1]))
cost = -np.log(probabilities[1])
numbers = [1, 0, 2, 2, 0, 2, 1, 0]
one_hot = as_kind(keras.utils.to_categorical(numbers) if WAY == "keras" else np.eye(3)[numbers])
predicted = as_kind([1, 0, 2, 1, 0, 2, 1, 1])
accuracy_balanced, accuracy_unbalanced, recall_women = 96 / 100, 96 / 100, 2 / 5
ce_balanced = -(np.log(49 / 50) + np.log(47 / 50)) / 2
ce_unbalanced = -(0.95 * np.log(94 / 95) + 0.05 * np.log(0.4))
insight = "Three of five women are wrong (recall 0.4): accuracy hides it, cross-entropy does not."
