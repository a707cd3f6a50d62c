"""Neurons are judged by what they do, not by their numbers: many of them compute the same."""

from autograder.checks.measures import as_number, flat

ROWS = [(0, 0), (0, 1), (1, 0), (1, 1)]
MARGIN = 1e-6  # nearer to the threshold it would matter whether > or >= is meant
NAMES = {
    (0, 0, 0, 1): "AND",
    (0, 1, 1, 1): "OR",
    (1, 1, 1, 0): "NAND",
    (1, 0, 0, 0): "NOR",
    (0, 0, 1, 0): "A AND NOT B",
    (0, 1, 0, 0): "B AND NOT A",
    (0, 0, 1, 1): "A",
    (0, 1, 0, 1): "B",
}


def fires(student, name):
    """For which of the four rows the student's neuron fires; None where that can't be said."""
    unit = student.value(name)
    if not isinstance(unit, dict) or not {"w", "b"} <= set(unit):
        student.tell(
            ko=f'`{name}`에는 키 `"w"`와 `"b"`가 있는 딕셔너리를 적습니다: '
            '`{"w": [w₁, w₂], "b": b}`.',
            en=f'`{name}` should be a dict with the keys `"w"` and `"b"`: '
            '`{"w": [w₁, w₂], "b": b}`.',
        )
        return None
    bias = as_number(unit["b"])
    try:
        weights = flat(unit["w"])
    except (TypeError, ValueError):
        weights = flat([])
    if bias is None or len(weights) != 2:
        student.tell(
            ko=f'`{name}`의 `"w"`는 수 두 개의 리스트, `"b"`는 수 하나여야 합니다.',
            en=f'In `{name}`, `"w"` should be a list of two numbers and `"b"` one number.',
        )
        return None
    sums = [weights[0] * a + weights[1] * b + bias for a, b in ROWS]
    edge = [row for row, total in zip(ROWS, sums, strict=True) if abs(total) < MARGIN]
    if edge:
        student.tell(
            ko=f"입력 {edge[0]}에서 w₁A + w₂B + b가 꼭 0이어서, 켜지는지 꺼지는지 정해지지 "
            "않습니다. 편향을 조금 옮기십시오.",
            en=f"At {edge[0]}, w₁A + w₂B + b is exactly 0, so that it is open whether the neuron "
            "fires. Move the bias a little.",
        )
        return None
    return tuple(int(total > 0) for total in sums)


def computes(student, name, wanted):
    """Whether the neuron fires where it should; tells what it computes if not."""
    found = fires(student, name)
    if found is not None and found != wanted:
        called = f" ({NAMES[found]})" if found in NAMES else ""
        student.tell(
            ko="이 뉴런의 출력은 (0, 0), (0, 1), (1, 0), (1, 1)에 대해 차례로 "
            f"{list(found)}입니다{called}.",
            en=f"For (0, 0), (0, 1), (1, 0), (1, 1) this neuron gives {list(found)}{called}.",
        )
    return found == wanted


def test_and_unit(student):
    """On for (1, 1) alone."""
    assert computes(student, "and_unit", (0, 0, 0, 1))


def test_or_unit(student):
    """Off for (0, 0) alone."""
    assert computes(student, "or_unit", (0, 1, 1, 1))


def test_nand_unit(student):
    """Off for (1, 1) alone."""
    assert computes(student, "nand_unit", (1, 1, 1, 0))


def test_a_not_b_unit(student):
    """On for (1, 0) alone."""
    assert computes(student, "a_not_b_unit", (0, 0, 1, 0))
