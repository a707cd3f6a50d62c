"""xor-mlp, what was learned and what can be."""

from autograder.checks.measures import as_truth, entry

INPUTS = [[0, 0], [0, 1], [1, 0], [1, 1]]
LABELS = [[0], [1], [1], [0]]

# One hidden node passes on one weighted sum through rising functions only, so that one straight
# line parts the plane, as in logistic regression. With two, some start of the weights succeeds.
CAN_LEARN = {3: True, 2: True, 1: False}


def test_learned_3(student):
    """The own run, or one of several random restarts of the same network, gets all rows right."""
    assert student.learned("model_3", INPUTS, LABELS)


def test_learned_2(student):
    """The own run, or one of several random restarts of the same network, gets all rows right."""
    assert student.learned("model_2", INPUTS, LABELS)


def test_can_learn_xor(student):
    """Each right entry is worth a third."""
    answer = student.value("can_learn_xor")
    given = {nodes: as_truth(entry(answer, nodes)) for nodes in CAN_LEARN}
    if None in given.values():
        student.tell(
            ko="`can_learn_xor`에는 3, 2, 1마다 따옴표 없는 `True` 또는 `False`가 있어야 합니다.",
            en="`can_learn_xor` should have `True` or `False`, without quotes, for 3, 2 and 1.",
        )
    right = sum(given[nodes] is truth for nodes, truth in CAN_LEARN.items())
    student.award(right / len(CAN_LEARN))
