"""What a student is told about the loop in which the time limit struck: slow or endless."""

from __future__ import annotations

from autograder.records import Loop, Text
from autograder.util.korean import particle

_ADVICE = {
    "training": Text(
        "끝나지 않는 것이 아니라 느린 것입니다. 한 단계를 함수로 만들어 그 위에 `@tf.function`을 "
        "붙이거나, `model.fit(…)`으로 학습시키십시오.",
        "It is slow rather than endless: put one step into a function with `@tf.function` above "
        "it, or train with `model.fit(…)`.",
    ),
    "fit": Text(
        "끝나지 않는 것이 아니라 오래 걸리는 것입니다. `epochs`를 줄이고, 그래도 덜 배웠다면 "
        "학습률을 키우거나 Adam을 써 보십시오.",
        "It is slow rather than endless: use fewer `epochs`, and if that teaches too little, a "
        "larger learning rate or Adam.",
    ),
    "steps": Text(
        "끝나지 않는 것이 아니라 느린 것입니다. 반복 횟수를 줄이거나, 원소 하나씩 대신 배열을 "
        "한꺼번에 계산하십시오.",
        "It is slow rather than endless: do fewer steps, or compute with whole arrays instead of "
        "one element at a time.",
    ),
}
ENDLESS = Text(
    "끝나지 않는 반복문이 있는지, 에포크가 너무 많지 않은지 확인하십시오.",
    "Look for a loop that never ends, or for far too many epochs.",
)


def how_far(loop: Loop | None) -> Text:
    """How far it had come and what to do; for a loop without a known end, to look for it."""
    if loop is None:
        return ENDLESS
    line_ko, line_en = _line(loop)
    if loop.kind == "endless" or not loop.total:
        return Text(
            f"{line_ko}`while` 반복문이 끝나지 않았습니다. 언제 멈추는지 조건을 확인하십시오.",
            f"The `while` loop{line_en} did not end: check the condition under which it stops.",
        )
    advice = _ADVICE[loop.kind]
    rate_ko, rate_en = _rate(loop)
    if loop.kind == "fit":
        ko = f"{line_ko}`fit`{particle('fit', '은/는')} {loop.seconds:.0f}초 동안 "
        en = f"`fit`{line_en} had run {loop.done:,} of {loop.total:,} epochs in "
        ko += f"{loop.total:,} 에포크 중 {loop.done:,} 에포크를 마쳤습니다{rate_ko}. {advice.ko}"
    else:
        ko = f"{line_ko}반복문은 {loop.seconds:.0f}초 동안 {loop.total:,}번 중 {loop.done:,}번을 "
        en = f"The loop{line_en} had done {loop.done:,} of {loop.total:,} steps in "
        ko += f"마쳤습니다{rate_ko}. {advice.ko}"
    return Text(ko, f"{en}{loop.seconds:.0f} seconds{rate_en}. {advice.en}")


def _line(loop: Loop) -> tuple[str, str]:
    return (f"{loop.line}번째 줄의 ", f" in line {loop.line}") if loop.line else ("", "")


def _rate(loop: Loop) -> tuple[str, str]:
    """Steps a second, and how long all of them would take."""
    if not loop.done or loop.seconds <= 0:
        return "", ""
    rate = loop.done / loop.seconds
    ko, en = _duration(loop.total / rate)
    speed = f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"
    return (
        f"(1초에 {speed}번, 모두 하면 약 {ko})",
        f" ({speed} a second; all of them would take about {en})",
    )


def _duration(seconds: float) -> tuple[str, str]:
    for unit, ko, en in ((86400, "일", "days"), (3600, "시간", "hours"), (60, "분", "minutes")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:,.0f}{ko}", f"{seconds / unit:,.0f} {en}"
    return f"{seconds:.0f}초", f"{seconds:.0f} seconds"
