"""What a student is told about the loop in which the time limit struck: slow or endless."""

from __future__ import annotations

from autograder.records import NO_TEXT, Loop, Text, Word, say

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
    if loop.kind == "endless" or not loop.total:
        return say(
            "{place}`while` 반복문이 끝나지 않았습니다. 언제 멈추는지 조건을 확인하십시오.",
            "The `while` loop{place} did not end: check the condition under which it stops.",
            place=_line(loop),
        )
    words: dict[str, Word] = {
        "place": _line(loop),
        "done": f"{loop.done:,}",
        "total": f"{loop.total:,}",
        "seconds": f"{loop.seconds:.0f}",
        "rate": _rate(loop),
        "advice": _ADVICE[loop.kind],
    }
    if loop.kind == "fit":
        return say(
            "{place}`fit`은 {seconds}초 동안 {total} 에포크 중 {done} 에포크를 마쳤습니다{rate}. "
            "{advice}",
            "`fit`{place} had run {done} of {total} epochs in {seconds} seconds{rate}. {advice}",
            **words,
        )
    return say(
        "{place}반복문은 {seconds}초 동안 {total}번 중 {done}번을 마쳤습니다{rate}. {advice}",
        "The loop{place} had done {done} of {total} steps in {seconds} seconds{rate}. {advice}",
        **words,
    )


def _line(loop: Loop) -> Text:
    return say("{line}번째 줄의 ", " in line {line}", line=loop.line) if loop.line else NO_TEXT


def _rate(loop: Loop) -> Text:
    """Steps a second, and how long all of them would take."""
    if not loop.done or loop.seconds <= 0:
        return NO_TEXT
    rate = loop.done / loop.seconds
    return say(
        "(1초에 {speed}번, 모두 하면 약 {duration})",
        " ({speed} a second; all of them would take about {duration})",
        speed=f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}",
        duration=_duration(loop.total / rate),
    )


def _duration(seconds: float) -> Text:
    if seconds >= 2 * 86400:
        return say("{number}일", "{number} days", number=f"{seconds / 86400:,.0f}")
    if seconds >= 2 * 3600:
        return say("{number}시간", "{number} hours", number=f"{seconds / 3600:,.0f}")
    if seconds >= 2 * 60:
        return say("{number}분", "{number} minutes", number=f"{seconds / 60:,.0f}")
    return say("{number}초", "{number} seconds", number=f"{seconds:.0f}")
