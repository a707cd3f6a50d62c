"""softmax-shapes, what students may check themselves: that the text is there."""

from autograder.checks.measures import mentions

# What a good text may speak of. An aid for the person who marks, never a mark.
AIDS = {
    "probability, certainty / 확률, 확신": (
        "확률", "확신", "신뢰", "가능성", "probab", "confiden", "certain", "likel", "chance",
    ),
    "sum 1 / 합이 1": (
        "합이 1", "합은 1", "합하면 1", "더하면 1", "합치면 1", "합계", "총합", "100%", "100 %",
        "sum to 1", "sums to 1", "sum is 1", "sum to one", "sums to one", "sum of 1", "add up",
    ),
    "the runner-up / 두 번째로 큰 값": (
        "강아지", "두 번째", "두번째", "다음으로", "0.2", "20%", "20 %",
        "dog", "second", "runner-up", "runner up", "next",
    ),
}  # fmt: skip


def test_insight(student):
    """A person marks it; this only shows the text and which of three ideas it mentions."""
    text = student.text("insight").strip()
    lines = [f"[{'x' if mentions(text, words) else ' '}] {idea}" for idea, words in AIDS.items()]
    student.review("\n".join([text, "", *lines]))
    if not text:
        student.tell(
            ko="아직 비어 있습니다. 두세 문장으로 적어 주십시오.",
            en="It is still empty. Two or three would be right.",
        )
    assert text
