"""The fuzzer, seeded, on as many examples as a test run has time for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from autograder.intake.names import MAX_BYTES, MAX_CHARACTERS, safe_folder, unique_names
from tests.support.fuzz_intake import fuzz_collect, fuzz_reader


def test_a_thousand_mutated_files_give_a_program_or_a_message() -> None:
    fuzz_reader(1000, seeded=True)


def test_mutated_and_built_zips_give_submissions_or_a_message() -> None:
    fuzz_collect(250, seeded=True)


@given(st.text(max_size=300))
def test_any_name_makes_a_safe_folder(name: str) -> None:
    folder = safe_folder(name)
    assert folder.strip(". ") not in {"", ".."}
    assert not set(folder) & set('/\\:*?"<>|\0')
    assert not folder.startswith(".")
    assert len(folder) <= MAX_CHARACTERS + 1
    assert len(folder.encode()) <= MAX_BYTES + 1
    assert safe_folder(folder) == folder


@given(
    st.lists(st.sampled_from(["kim", "KIM", "kim-2", "Kim ", "", "index.html", "김", "a/b", "a:b"]))
)
def test_unique_names_never_share_a_folder(names: list[str]) -> None:
    unique = unique_names(names)
    assert len({safe_folder(name).casefold() for name in unique}) == len(names)
