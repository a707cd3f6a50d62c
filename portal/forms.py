"""What staff may set, checked: of a course, of an assignment, of one person's deadline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias
from zoneinfo import available_timezones

from django import forms

from portal.models import Assignment, Course, Person, Role

Say = Callable[[str, str], str]  # a text in the reader's language, of one in Korean and in English
Data: TypeAlias = "Mapping[str, Any] | None"
_INPUT: Final = "%Y-%m-%dT%H:%M"
MOST: Final = 1000  # attempts


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_INPUT)


def _problems(t: Say) -> dict[str, str]:
    return {
        "required": t("빈칸입니다.", "This is missing."),
        "invalid": t("읽을 수 없는 값입니다.", "This can't be read."),
        "invalid_choice": t("목록에 있는 것을 고르십시오.", "Choose one of the list."),
        "min_value": t("0보다 작을 수 없습니다.", "It can't be below 0."),
        "max_value": t("너무 큰 값입니다.", "It is too much."),
    }


def _speak(form: forms.BaseForm, t: Say, labels: dict[str, str]) -> None:
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].error_messages |= _problems(t)


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # Django takes none at run time
    """An assignment's settings. Times are read and shown in Django's current time zone."""

    late_percent_a_day = forms.FloatField(min_value=0, max_value=100)
    late_grace_hours = forms.FloatField(min_value=0, max_value=24 * 365)
    late_most_percent = forms.FloatField(min_value=0, max_value=100)
    attempts_a_day = forms.IntegerField(min_value=0, max_value=MOST)
    attempts_in_all = forms.IntegerField(min_value=0, max_value=MOST)

    class Meta:
        model = Assignment
        fields = (
            "published", "opens", "due", "closes", "late_percent_a_day", "late_grace_hours",
            "late_most_percent", "attempts_a_day", "attempts_in_all", "counts", "shows",
            "grades_published",
        )  # fmt: skip
        widgets = {"opens": _moment(), "due": _moment(), "closes": _moment()}  # noqa: RUF012

    def __init__(self, t: Say, data: Data, instance: Assignment) -> None:
        super().__init__(data, instance=instance)
        self._t = t
        for name in self.Meta.widgets:
            self.fields[name].required = False
        _speak(self, t, setting_names(t))
        for name, texts in (("counts", counts_names(t)), ("shows", shows_names(t))):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = list(texts.items())

    def clean(self) -> dict[str, Any]:
        """Times follow one another: opens, due, closes."""
        found: dict[str, Any] = super().clean() or {}
        for earlier, later, said in (
            ("opens", "due", self._t("마감이 여는 때보다 이릅니다.", "It is due before it opens.")),
            (
                "due",
                "closes",
                self._t("닫는 때가 마감보다 이릅니다.", "It closes before it is due."),
            ),
            (
                "opens",
                "closes",
                self._t("닫는 때가 여는 때보다 이릅니다.", "It closes before it opens."),
            ),
        ):
            if found.get(earlier) and found.get(later) and found[later] < found[earlier]:
                self.add_error(later, said)
        return found


def setting_names(t: Say) -> dict[str, str]:
    """What the settings of an assignment are called."""
    return {
        "published": t("학생에게 보임", "Students see it"),
        "opens": t("여는 때", "Opens"),
        "due": t("마감", "Due"),
        "closes": t(
            "닫는 때 (이때까지 늦은 제출을 받습니다)", "Closes (late work is taken until then)"
        ),
        "late_percent_a_day": t(
            "늦은 하루마다 깎는 비율 (만점의 %)", "Taken off for each day late (% of the maximum)"
        ),
        "late_grace_hours": t(
            "마감 뒤 감점하지 않는 시간", "Hours after the deadline that cost nothing"
        ),
        "late_most_percent": t(
            "늦은 제출로 깎는 최대 비율 (만점의 %)",
            "The most that lateness takes off (% of the maximum)",
        ),
        "attempts_a_day": t(
            "24시간 동안 제출 횟수 (0: 제한 없음)", "Attempts within 24 hours (0: any number)"
        ),
        "attempts_in_all": t(
            "모두 합한 제출 횟수 (0: 제한 없음)", "Attempts in all (0: any number)"
        ),
        "counts": t("성적이 되는 제출", "The attempt that counts"),
        "shows": t("숨은 채점 항목을 보이는 때", "When students read about the hidden checks"),
        "grades_published": t("성적을 공개함", "The grades are published"),
    }


def counts_names(t: Say) -> dict[str, str]:
    """What the policies of attempts are called."""
    return {
        Assignment.Counts.BEST: t("가장 높은 점수", "the best"),
        Assignment.Counts.LAST: t("마지막 제출", "the last"),
    }


def shows_names(t: Say) -> dict[str, str]:
    """What the policies of feedback are called."""
    return {
        Assignment.Shows.ALWAYS: t("바로", "at once"),
        Assignment.Shows.AFTER_DUE: t("마감 뒤", "after the deadline"),
        Assignment.Shows.AFTER_PUBLISHED: t("성적을 공개한 뒤", "when the grades are published"),
    }


class CourseForm(forms.ModelForm):  # type: ignore[type-arg]  # Django takes none at run time
    """A course's settings."""

    class Meta:
        model = Course
        fields = ("time_zone",)

    def __init__(self, t: Say, data: Data, instance: Course) -> None:
        super().__init__(data, instance=instance)
        names = sorted(available_timezones())
        self.fields["time_zone"] = forms.ChoiceField(choices=[(name, name) for name in names])
        _speak(self, t, {"time_zone": t("시간대", "Time zone")})


class ExtensionForm(forms.Form):
    """A later deadline for one student. Times are read in Django's current time zone."""

    person = forms.ModelChoiceField(Person.objects.none(), empty_label=None)
    due = forms.DateTimeField(widget=_moment())

    def __init__(self, t: Say, data: Data, assignment: Assignment) -> None:
        super().__init__(data)
        self._t, self._assignment = t, assignment
        students = Person.objects.filter(
            memberships__course=assignment.course, memberships__role=Role.STUDENT
        )
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = students.order_by("name")
        _speak(self, t, {"person": t("학생", "Student"), "due": t("새 마감", "New deadline")})

    def clean(self) -> dict[str, Any]:
        """An extension ends later than the class's deadline."""
        found: dict[str, Any] = super().clean() or {}
        due = self._assignment.due
        if due is None:
            said = self._t("이 과제에는 마감이 없습니다.", "This assignment has no deadline.")
            self.add_error(None, said)
        elif found.get("due") and found["due"] <= due:
            said = self._t(
                "모두의 마감보다 늦어야 합니다.", "It must be later than everybody's deadline."
            )
            self.add_error("due", said)
        return found
