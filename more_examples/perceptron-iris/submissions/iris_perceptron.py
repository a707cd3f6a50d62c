"""Assignment: perceptron on iris, bias kept as a third weight."""
import numpy as np

TABLE = np.loadtxt("iris.csv", delimiter=",", skiprows=1, usecols=(3, 4))
SPECIES = np.loadtxt("iris.csv", delimiter=",", skiprows=1, usecols=5, dtype=str)
ONES = np.c_[TABLE, np.ones(len(TABLE))]


def answer(w, rows):
    return np.asarray(rows @ w >= 0, dtype=int)


def learn(target, epochs=100, rng=np.random.default_rng(7)):
    w, counts = np.zeros(3), []
    while len(counts) < epochs and 0 not in counts:
        counts.append(0)
        for k in rng.permutation(len(ONES)):
            delta = target[k] - answer(w, ONES[k])
            if delta:
                w += delta * ONES[k]
                counts[-1] += 1
    return w, counts


def main():
    global weights, bias, errors, prediction, accuracy, new_flower
    global virginica_weights, virginica_bias, virginica_accuracy, separable
    target = (SPECIES == "setosa").astype(int)
    w, errors = learn(target)
    weights, bias = w[:2], w[2]
    prediction = answer(w, ONES)
    accuracy = np.mean(prediction == target)
    new_flower = answer(w, np.array([2, 0.5, 1]))
    target = (SPECIES == "virginica").astype(int)
    w, counts = learn(target)
    virginica_weights, virginica_bias = w[:2], w[2]
    virginica_accuracy = np.mean(answer(w, ONES) == target)
    separable = {"setosa": 0 in errors, "virginica": 0 in counts}
    print(weights, bias, errors, accuracy, new_flower, virginica_accuracy, separable)


if __name__ == "__main__":
    main()
