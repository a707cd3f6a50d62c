"""An invented class for the tests of the reports: every status, every outcome, hostile texts."""

from __future__ import annotations

import math
import random

from autograder.pictures import (
    Boundary,
    Images,
    Matrix,
    ModelPictures,
    Net,
    Pictures,
    Point,
    Surface,
)
from autograder.records import (
    Assignment,
    Attempt,
    BoundaryPicture,
    CellError,
    CheckResult,
    CheckSpec,
    ConfusionPicture,
    DataRows,
    Deliverable,
    FitSummary,
    ForStaff,
    Grade,
    Limits,
    Outcome,
    Part,
    Status,
    Text,
    Usage,
)
from autograder.util.korean import particle

SECRET = "expected 13 but was 17: assert student.model('model_3').count_params() == 13"
STAFF_NOTE = "weights of model_2 are explained by no recorded training"
HOSTILE = (
    "<script>alert(document.domain)</script>",
    "</style><style>*{display:none}</style>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "\u202eevil\u202c \u2066name\u2069",
    "\x1b[31mred\x1b[0m\x1b]0;title\x07\x00",
    '=HYPERLINK("http://evil.example")',
    "{{ 7 * 7 }}{% raw %}",
    "' onmouseover='alert(1)",
    "--><!-- ]]>",
    "../../etc/passwd",
    "가" * 5000,
)  # fmt: skip
FLOOD = "<script>alert(1)</script>\x1b[2J" * 200_000  # about 5 MB

_WORDS = {3: ("셋", "three"), 2: ("둘", "two"), 1: ("하나", "one")}
_CLASSES = (Text("티셔츠", "T-shirt"), Text("앵클부츠", "Ankle boot"))
_ROWS = DataRows("table.csv", columns=(0, 1))
_ASKED_MATRIX = ConfusionPicture(_ROWS, _CLASSES)
_AXES = (Text("꽃잎 길이", "petal length"), Text("꽃잎 너비", "petal width"))
_ASKED_LINE = BoundaryPicture(_ROWS, "bias", "setosa", _AXES)
_FAMILY = "김이박최정강조윤장임한오서신권황안송전홍"
_GIVEN = (
    "민준",
    "서연",
    "도윤",
    "지우",
    "하은",
    "시우",
    "예은",
    "준서",
    "수아",
    "지호",
    "유진",
    "현우",
)


def assignment() -> Assignment:
    """Four parts, nineteen checks, 100 points; one check is marked by a person."""
    checks: list[CheckSpec] = []
    for nodes in _WORDS:
        part = f"part_{nodes}"
        topic, object_ = particle(str(nodes), "은/는"), particle(str(nodes), "을/를")
        rows = (
            ("parameters", 7, f"`model_{nodes}`의 파라미터 개수가 맞습니다.",
             f"`model_{nodes}` has the right number of parameters.",
             "`summary()`에서 층마다 가중치와 편향의 개수를 확인해 보십시오.",
             "In `summary()`, count the weights and biases of each layer."),
            ("layers", 5, f"`model_{nodes}`{topic} 은닉층 하나와 출력 노드 하나로 되어 있습니다.",
             f"`model_{nodes}` is one hidden layer, then one output node.",
             "은닉층 다음에 노드가 하나인 출력층이 옵니다.",
             "The hidden layer is followed by an output layer with a single node."),
            ("learned", 11, f"`model_{nodes}`{object_} 이렇게 학습시키면 배웁니다.",
             f"A network trained like `model_{nodes}` learns what it can.",
             "손실 곡선을 그려 보십시오. 아직 내려가고 있으면 더 오래 학습시켜 보십시오.",
             "Plot the loss. If it is still falling, train longer."),
            ("shape", 6, f"`prediction_{nodes}`에는 테스트 표의 줄마다 한 행이 있습니다.",
             f"`prediction_{nodes}` has one row for each row of the test table.",
             f"`print(prediction_{nodes}.shape)`로 확인해 보십시오.",
             f"See `print(prediction_{nodes}.shape)`."),
        )  # fmt: skip
        checks += [
            CheckSpec(
                f"{name}_{nodes}", points, Text(ko, en), Text(hko, hen), part, name != "learned"
            )
            for name, points, ko, en, hko, hen in rows
        ]
    checks.append(
        CheckSpec(
            "insight",
            13,
            Text("은닉 노드가 왜 필요한지 설명합니다.", "It explains why hidden nodes are needed."),
            Text("한두 문장이면 됩니다.", "One or two sentences will do."),
            "answers",
            manual=True,
        )
    )
    return Assignment(
        name="xor-mlp",
        version=1,
        title=Text(
            "은닉 노드 셋, 둘, 하나로 XOR 배우기", "XOR with three, two and one hidden nodes"
        ),
        limits=Limits(),
        deliverables=tuple(
            Deliverable(
                f"model_{nodes}",
                "model",
                Text(f"은닉 노드가 {ko}인 모델", f"{en} hidden node" + "s" * (nodes > 1)),
                images=(5, 10) if nodes == 2 else (),
                confusion=_ASKED_MATRIX if nodes == 2 else None,
                boundary=_ASKED_LINE if nodes == 2 else None,
                norms=("hidden", "output") if nodes == 2 else (),
            )
            for nodes, (ko, en) in _WORDS.items()
        ),
        parts=(
            *(
                Part(
                    f"part_{nodes}",
                    Text(
                        f"{4 - nodes}. 은닉 노드 {ko}",
                        f"{4 - nodes}. {en.capitalize()} hidden node" + "s" * (nodes > 1),
                    ),
                )
                for nodes, (ko, en) in _WORDS.items()
            ),
            Part("answers", Text("4. 무엇을 배울 수 있는가", "4. What can be learned")),
        ),
        checks=tuple(checks),
    )


def grade(
    student: str = "김민준",
    lost: dict[str, Outcome] | None = None,
    *,
    status: Status = Status.GRADED,
    hostile: str = "",
    errors: tuple[CellError, ...] = (),
    seconds: float = 2.4,
    attempts: tuple[Attempt, ...] = (),
) -> Grade:
    """A grade in which the checks in ``lost`` ended as named, and all others passed."""
    lost = {"insight": Outcome.PENDING} | (lost or {})
    unread = status in {Status.INVALID, Status.MISSING, Status.UNGRADED}
    checks = () if unread else tuple(_result(c, lost, hostile) for c in assignment().checks)
    return Grade(
        student=student,
        assignment="xor-mlp",
        status=status,
        score=sum(one.earned for one in checks),
        max_score=100,
        pending=sum(one.points for one in checks if one.outcome is Outcome.PENDING),
        checks=checks,
        attempt_file=hostile or "은닉노드_과제.ipynb",
        late=student.endswith("우"),
        message=_message(status, errors, hostile),
        notes=(Text(hostile, hostile),) if hostile else (),
        errors=errors,
        fits=() if unread else fits(),
        usage=Usage(seconds, seconds * 0.9, 140 + seconds * 3),
        staff=ForStaff(
            notes=(STAFF_NOTE,) if student.endswith("은") else (),
            review_text=hostile or "직선 하나로는 XOR를 나눌 수 없어서 은닉 노드가 필요합니다.",
            answer=hostile or "직선 하나로는 XOR를 나눌 수 없어서 은닉 노드가 필요합니다.",
            attempts=attempts or _attempts(hostile),
        ),
    )


def _attempts(hostile: str) -> tuple[Attempt, ...]:
    return (Attempt(3, 1, Text(hostile, hostile)),) if hostile else ()


def fits() -> tuple[FitSummary, ...]:
    """Three recorded trainings, of which the last one fell back to stock."""
    return tuple(
        FitSummary(
            model=f"model_{nodes}",
            epochs=1000,
            batch_size=4,
            seconds=0.5,
            level="stock" if nodes == 1 else "run",
            reason="a custom train_step" if nodes == 1 else "",
            loss=tuple(0.72 * math.exp(-i / (18 * nodes)) + (0.35 if nodes == 1 else 0.01)
                       + 0.01 * math.sin(i) for i in range(200)),
            accuracy=tuple(0.5 if i < 40 else 0.75 if i < 90 or nodes == 1 else 1.0
                           for i in range(200)),
        )
        for nodes in _WORDS
    )  # fmt: skip


def pictures() -> Pictures:
    """Networks and surfaces of three models; the one with a single node gets a point wrong.

    Beside them a picture of each kind that an assignment can ask for.
    """
    asked = tuple(Point(x / 7, y / 7, float(x > y), float(x > 4)) for x in range(8) for y in (2, 5))
    return Pictures(
        tuple(
            ModelPictures(
                name=f"model_{nodes}",
                net=Net((2, nodes, 1), ("tanh", "sigmoid"), (3 * nodes, nodes + 1)),
                surface=_surface(nodes),
                matrix=Matrix(((8.0, 2.0, 0.0), (1.0, 9.0, 0.0), (3.0, 0.0, 4.0))),
                images=Images(("0123456789" * 5, "9876543210" * 5), 5, 10, 20, -1.5, 1.5),
                boundary=Boundary((1.0, 0.0), -0.6, asked, right=12, count=16),
                norms=(1e-6, 0.5),
            )
            for nodes in _WORDS
        )
    )


def class_of(size: int = 60, seed: int = 7) -> list[Grade]:
    """A class in which most do well, some don't, and some are up to no good."""
    chance = random.Random(seed)
    names = [f"{a}{b}" for a in _FAMILY for b in _GIVEN]
    chance.shuffle(names)
    students = [
        name if i < len(names) else f"{name} {i}" for i, name in enumerate(_endless(names, size))
    ]
    grades = [_student(name, chance) for name in students[: max(size - len(HOSTILE) - 5, 1)]]
    grades += [
        grade(text, {"shape_2": Outcome.FAILED}, hostile=text, errors=(error(text, text),))
        for text in HOSTILE
    ]
    rest = students[len(grades) :]
    statuses = (Status.INVALID, Status.TIMEOUT, Status.MEMORY, Status.UNGRADED, Status.MISSING)
    grades += [
        grade(name, _after(status), status=status)
        for name, status in zip(rest, statuses, strict=False)
    ]
    return grades[:size]


def error(value: str = "name 'plt' is not defined", source: str = "plt.plot(history)") -> CellError:
    """A cell that raised."""
    return CellError(cell=4, line=2, name="NameError", value=value, source=source)


def _after(status: Status) -> dict[str, Outcome]:
    stopped = status in {Status.TIMEOUT, Status.MEMORY}
    return {c.name: Outcome.NOT_CHECKED for c in assignment().checks[4:]} if stopped else {}


def _endless(names: list[str], size: int) -> list[str]:
    return [names[i % len(names)] for i in range(size)]


def _student(name: str, chance: random.Random) -> Grade:
    skill = chance.betavariate(4, 1.6)
    lost: dict[str, Outcome] = {}
    for check in assignment().checks:
        hard = 0.55 if check.name.startswith("learned") else 0.85
        if check.name != "insight" and chance.random() > skill ** (1 - hard) * 1.02:
            lost[check.name] = chance.choice((Outcome.FAILED, Outcome.FAILED, Outcome.PARTIAL))
    if chance.random() < 0.08:
        lost |= {f"{kind}_1": Outcome.NOT_CHECKED for kind in ("parameters", "layers", "learned")}
    raised = (error(),) if chance.random() < 0.12 else ()
    return grade(name, lost, errors=raised, seconds=chance.lognormvariate(0.8, 0.5))


def _result(check: CheckSpec, lost: dict[str, Outcome], hostile: str) -> CheckResult:
    outcome = lost.get(check.name, Outcome.PASSED)
    share = {Outcome.PASSED: 1.0, Outcome.PARTIAL: 0.5}.get(outcome, 0.0)
    nodes = check.name[-1]
    message = {
        Outcome.NOT_CHECKED: Text(
            f"`model_{nodes}` 변수가 없어서 확인하지 못했습니다.",
            f"There is no variable `model_{nodes}`, so this was not checked.",
        ),
        Outcome.PARTIAL: Text("세 항목 가운데 둘이 맞습니다.", "Two of three entries are right."),
    }.get(outcome, Text("", ""))
    return CheckResult(
        name=check.name,
        part=check.part,
        points=check.points,
        earned=check.points * share,
        outcome=outcome,
        visible=check.visible,
        title=check.title,
        hint=check.hint,
        message=Text(hostile, hostile) if hostile else message,
        detail=SECRET if outcome is Outcome.FAILED else "",
    )


def _message(status: Status, errors: tuple[CellError, ...], hostile: str) -> Text:
    if hostile:
        return Text(hostile, hostile)
    if errors:
        return Text("4번 셀 2번째 줄에서 NameError", "NameError in cell 4, line 2")
    return {
        Status.INVALID: Text(
            "노트북 파일이 아닙니다(그림 파일).", "This is no notebook but a picture."
        ),
        Status.TIMEOUT: Text("6번 셀에서 60초를 넘겼습니다.", "Cell 6 ran beyond 60 seconds."),
        Status.MEMORY: Text("3번 셀에서 2,048 MB를 넘겼습니다.", "Cell 3 went beyond 2,048 MB."),
    }.get(status, Text("", ""))


def _surface(nodes: int) -> Surface:
    low, high, size = -0.25, 1.25, 41
    axis = [low + (high - low) * i / (size - 1) for i in range(size)]
    corners = ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0))
    return Surface(
        grid=tuple(tuple(_output(nodes, x, y) for x in axis) for y in axis),
        points=tuple(Point(x, y, t, _output(nodes, x, y)) for x, y, t in corners),
        low=low,
        high=high,
    )


def _output(nodes: int, x: float, y: float) -> float:
    if nodes == 1:
        return 1 / (1 + math.exp(-(1.9 + 3.2 * math.tanh(3.1 - 2.6 * (x + y))) / 1.1))
    if nodes == 2:
        inside = math.tanh(5 * (x + y) - 2.4) - math.tanh(5 * (x + y) - 7.5)
        return 1 / (1 + math.exp(-(4.4 * inside - 4.2)))
    bump = math.tanh(4 * x - 2) * math.tanh(2 - 4 * y) + 0.2 * math.tanh(3 * (x - y))
    return 1 / (1 + math.exp(-4.5 * bump))
