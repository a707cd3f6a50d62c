"""What students and staff are told about old calls that were made to work."""

from __future__ import annotations

from autograder.evidence import EAGER_OFF, Evidence
from autograder.legacy.table import by_id
from autograder.records import Text, say

_MOST_CELLS = 5
_SWITCHED_OFF = Text(
    ko="`disable_v2_behavior()`나 `disable_eager_execution()`이 TensorFlow 2의 동작을 껐습니다. "
    "그러면 Keras 모델을 학습하거나 읽을 수 없으니 그 줄을 지우십시오.",
    en="`disable_v2_behavior()` or `disable_eager_execution()` switched TensorFlow 2 off. "
    "Keras models can then be neither trained nor read: delete that line.",
)


def used(evidence: Evidence) -> tuple[Text, ...]:
    """One sentence for each old call that ``legacy = "accept"`` helped along."""
    cells: dict[str, list[int]] = {}
    for one in evidence.used:
        cells.setdefault(one.call, []).append(one.cell)
    said = tuple(_used(call, where) for call, where in cells.items() if call in by_id())
    return (*said, _SWITCHED_OFF) if EAGER_OFF in cells else said


def _used(identity: str, cells: list[int]) -> Text:
    call = by_id()[identity]
    where = ", ".join(map(str, cells[:_MOST_CELLS])) + (", …" if len(cells) > _MOST_CELLS else "")
    return say(
        "예전 방식 `{old}`{old:을/를} 지금 방식으로 바꾸어 실행했습니다({where}번 셀). 지금은 "
        "`{now}`처럼 씁니다. 감점은 없습니다.",
        "The old call `{old}` was made to work (cell {where}). Today it is written `{now}`. "
        "This costs no points.",
        old=call.old,
        where=where,
        now=call.now,
    )
