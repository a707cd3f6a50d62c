"""What students are told that was put right in their file, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.records import Text, say

_ENCODINGS = {
    "cp949": "CP949(EUC-KR)",
    "euc_kr": "CP949(EUC-KR)",
    "latin-1": "Latin-1",
    "iso8859-1": "Latin-1",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
}
OUT_OF_ORDER = Text(
    ko="셀을 위에서 아래가 아닌 순서로 실행하고 저장한 노트북입니다. "
    "채점할 때는 위에서 아래로 한 번씩 실행합니다.",
    en="The cells were last run in another order than from top to bottom. "
    "For grading they are run once, from top to bottom.",
)
MAIN_FUNCTION = Text(
    ko="main() 함수 안에서 만든 변수는 함수가 끝나면 사라집니다. "
    "제출할 변수는 함수 밖(맨 바깥 수준)에 두어야 합니다.",
    en="Variables made inside main() are gone when it ends. "
    "What you hand in has to be assigned outside of any function.",
)


def reencoded(encoding: str) -> Text:
    """The file was not UTF-8."""
    name = _ENCODINGS.get(encoding, encoding)
    return say(
        "파일의 문자 인코딩이 UTF-8이 아니어서 {name}{name:으로/로} 읽었습니다.",
        "The file is not in UTF-8; it was read as {name}.",
        name=name,
    )


def upgraded(version: int) -> Text:
    """The notebook was in an old format."""
    return say(
        "옛 노트북 형식(nbformat {version})을 현재 형식으로 바꾸어 읽었습니다.",
        "The notebook is in an old format (nbformat {version}); it was converted.",
        version=version,
    )


def dropped_cells(count: int) -> Text:
    """Entries of the list of cells that are no cells."""
    return say(
        "노트북 파일에서 셀 {count}개가 깨져 있어 건너뛰었습니다.",
        "{count} of the notebook's cells are broken and were left out.",
        count=count,
    )


def misnamed(name: str) -> Text:
    """A notebook under another ending."""
    return say(
        "{name}의 내용이 노트북이어서 .ipynb로 읽었습니다.",
        "{name} holds a notebook and was read as one.",
        name=name,
    )


def taken_from_zip(name: str) -> Text:
    """A student's zip was opened."""
    return say(
        "압축 파일 안의 {name}{name:을/를} 채점했습니다.",
        "{name} was taken out of the zip and graded.",
        name=name,
    )


def _listed(cells: Sequence[int]) -> str:
    shown = ", ".join(map(str, cells[:10]))
    return f"{shown}, …" if len(cells) > 10 else shown


def conflict_in_cells(cells: Sequence[int]) -> Text:
    """Conflict markers inside cells; the notebook itself is whole."""
    return say(
        "셀 {listed}에 Git 병합 충돌 표시(<<<<<<<, >>>>>>>)가 남아 있습니다.",
        "Git's merge conflict markers are left in cell {listed}.",
        listed=_listed(cells),
    )


def invisible_in_cells(cells: Sequence[int]) -> Text:
    """Characters that can't be seen and that Python refuses outside strings."""
    return say(
        "셀 {listed}에 보이지 않는 특수 문자(예: U+2028)가 있습니다. 오류가 난다면 그 줄을 "
        "지우고 직접 입력해 주십시오.",
        "There are invisible special characters (such as U+2028) in cell {listed}. If a line "
        "there fails, delete it and type it anew.",
        listed=_listed(cells),
    )


def code_in_text_cells(cells: Sequence[int]) -> Text:
    """Text cells that read like Python; they are not run."""
    return say(
        "{listed}번 셀은 텍스트 셀인데 코드처럼 보입니다. 텍스트 셀은 실행되지 않으니 코드 "
        "셀로 바꾸어 주십시오.",
        "Cell {listed} is a text cell but reads like code. Text cells are not run: turn it "
        "into a code cell.",
        listed=_listed(cells),
    )
