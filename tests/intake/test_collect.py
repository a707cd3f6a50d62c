"""What TAs have on disk: files, folders, clones, and the zips that LMSes make."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.errors import StaffError
from autograder.intake import messages, put_right
from autograder.intake.collect import collect
from autograder.intake.names import letters, safe_folder
from autograder.intake.reader import read_program
from autograder.records import NO_TEXT, Submission
from tests.support.places import LMS, SUBMISSIONS

GOOD = b"model = 1\n"


def tree(root: Path, *names: str) -> Path:
    """Files below ``root``; a name that ends in / is an empty folder."""
    for name in names:
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(GOOD)
    return root


def students(*paths: Path, layout: str = "auto", assignment: str = "") -> list[str]:
    """The students in ``paths``, in order."""
    return [s.student for s in collect(paths, format=layout, assignment_name=assignment)]


def lms(name: str, assignment: str = "xor-mlp") -> dict[str, Submission]:
    """The submissions of a fixture."""
    return {s.student: s for s in collect([LMS / name], assignment_name=assignment)}


# --- files and folders ---------------------------------------------------------------


def test_a_file_is_a_student_named_by_its_stem(tmp_path: Path) -> None:
    tree(tmp_path, "김민수.py")
    (only,) = collect([tmp_path / "김민수.py"])
    assert (only.student, only.filename, only.content) == ("김민수", "김민수.py", GOOD)
    assert (only.lms, only.lms_id, only.late, only.problem) == ("", "", False, NO_TEXT)


def test_a_folder_has_a_file_or_a_folder_per_student(tmp_path: Path) -> None:
    tree(tmp_path, "lee.ipynb", "kim/src/xor.py", "park.py", "grades.csv", "README.md", "choi.pdf")
    tree(tmp_path, ".git/config", "__pycache__/a.pyc", ".ipynb_checkpoints/lee-checkpoint.ipynb")
    tree(tmp_path, "__MACOSX/._lee.ipynb", "._lee.ipynb", ".DS_Store", "Thumbs.db", "~$lee.docx")
    found = {s.student: s.filename for s in collect([tmp_path])}
    assert found == {
        "choi": "choi.pdf",
        "kim": "kim/src/xor.py",
        "lee": "lee.ipynb",
        "park": "park.py",
    }


def test_files_of_one_stem_in_one_folder_are_one_student(tmp_path: Path) -> None:
    tree(tmp_path, "kim.ipynb", "kim.py", "lee.ipynb.txt")
    found = {s.student: s for s in collect([tmp_path])}
    assert {name: s.filename for name, s in found.items()} == {
        "kim": "kim.ipynb",
        "lee": "lee.ipynb.txt",
    }
    assert "notebook before a script" in found["kim"].note.en


def test_files_of_one_name_in_several_folders_are_told_apart(tmp_path: Path) -> None:
    tree(tmp_path, "kim/hw1.py", "lee/hw1.py", "park/other.py")
    paths = sorted(tmp_path.rglob("*.py"))
    assert students(*paths) == ["hw1_kim", "hw1_lee", "other"]


def test_empty_folders_links_and_checkpoints_are_problems_of_one_student(tmp_path: Path) -> None:
    secret = tree(tmp_path / "elsewhere", "secret.py") / "secret.py"
    root = tree(tmp_path / "class", "empty/", "good/xor.py", "bad/.ipynb_checkpoints/x.ipynb")
    (root / "linked").mkdir()
    (root / "linked" / "xor.py").symlink_to(secret)
    (root / "folder-link").symlink_to(secret.parent)
    os.mkfifo(root / "pipe")
    found = {s.student: s.problem for s in collect([root])}
    assert found == {
        "bad": messages.ONLY_CHECKPOINT,
        "empty": messages.EMPTY_FOLDER,
        "folder-link": messages.LINK,
        "good": NO_TEXT,
        "linked": messages.LINK,
        "pipe": messages.NOT_A_FILE,
    }
    assert all(s.content == b"" for s in collect([root]) if s.problem.en)


def test_a_link_that_the_staff_names_is_followed(tmp_path: Path) -> None:
    tree(tmp_path, "kim.py")
    (tmp_path / "link.py").symlink_to(tmp_path / "kim.py")
    assert collect([tmp_path / "link.py"])[0].content == GOOD


def test_a_folder_around_the_class_is_looked_through(tmp_path: Path) -> None:
    tree(tmp_path, "2026/submissions/kim/xor.py", "2026/submissions/lee/xor.py")
    assert students(tmp_path) == ["kim", "lee"]


def test_one_folder_is_one_student(tmp_path: Path) -> None:
    assert students(tree(tmp_path, "kim/a.py", "kim/b.py")) == ["kim"]


def test_a_zip_per_student_is_a_file_like_any_other(tmp_path: Path) -> None:
    content = (SUBMISSIONS / "zip-with-notebook/xor.zip").read_bytes()
    for name in ("kim.zip", "lee.zip"):
        (tmp_path / name).write_bytes(content)
    assert students(tmp_path) == ["kim", "lee"]
    by_name = collect([tmp_path / "kim.zip", tmp_path / "lee.zip"])
    assert [s.student for s in by_name] == ["kim", "lee"]
    assert read_program(by_name[0]).notes == (put_right.taken_from_zip("xor.ipynb"),)


def test_the_same_student_in_two_zips_of_an_lms_is_one() -> None:
    both = [LMS / "moodle-folders.zip", LMS / "moodle-flat.zip"]
    found = collect(both)
    assert len({s.lms_id for s in found}) == len(found)
    assert "김민수_50213" in {s.student for s in found}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("XOR_MLP (2)", "xor-mlp 2"),
        ("\u1100\u1161\u11a8", "각"),  # as macOS spells it
        ("Kim\u200bMinsu", "kim minsu"),
    ],
)
def test_two_spellings_of_a_name_share_their_letters(one: str, other: str) -> None:
    assert letters(one) == letters(other) != ""


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("김민수_50213", "김민수_50213"),
        ("../../etc", "_.._etc"),
        ("a/b\\c:d", "a_b_c_d"),
        (".hidden", "hidden"),
        ("con", "con_"),
        ("index.html", "index.html_"),
        ("", "student_"),
        ("a\u202egpj.py\n", "agpj.py"),
        ("Kim. ", "Kim"),
    ],
)
def test_safe_folder(name: str, folder: str) -> None:
    assert safe_folder(name) == folder


def test_long_names_that_differ_at_their_end_stay_two_folders() -> None:
    first, second = safe_folder("가" * 150 + "1"), safe_folder("가" * 150 + "2")
    assert first != second
    assert max(len(first.encode()), len(second.encode())) <= 200


@pytest.mark.parametrize(
    ("make", "says", "tip"),
    [
        (lambda root: root / "nowhere", "does not exist", "typing error"),
        (lambda root: tree(root, "a.zip") / "a.zip", "is no zip file", "Download the zip"),
        (lambda root: tree(root, "notes.csv"), "no submissions", "Name a notebook"),
        (lambda root: root, "no submissions", "Name a notebook"),
    ],
    ids=["missing", "no zip", "only a table", "empty"],
)
def test_the_staff_is_told_what_to_mend(tmp_path: Path, make, says: str, tip: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(StaffError, match=says) as caught:
        collect([make(tmp_path)])
    assert tip in caught.value.tip


def test_an_unknown_format_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(StaffError, match="no format 'blackboard'") as caught:
        collect([tmp_path], format="blackboard")
    assert "auto, moodle, canvas, nbgrader, github, folder, file" in caught.value.tip


# --- Moodle -----------------------------------------------------------------------------


def test_moodle_with_folders() -> None:
    found = lms("moodle-folders.zip")
    assert {s.student: (s.filename, s.lms_id) for s in found.values()} == {
        "Anna Müller_50215": ("src/xor.py", "50215"),
        "O'Neil Sean_50220": ("xor.ipynb", "50220"),
        "강도윤_50219": ("과제.ipynb", "50219"),
        "김민수_50213": ("과제1.ipynb", "50213"),
        "박지훈_50216": ("xor.ipynb", "50216"),
        "이서연_50214": ("과제1 (2) final 최종.ipynb", "50214"),
        "정하은_50218": ("onlinetext.html", "50218"),
        "최유진_50217": ("onlinetext.html", "50217"),
    }
    assert {s.lms for s in found.values()} == {"moodle"}
    assert found["정하은_50218"].problem == messages.TEXT_ENTRY
    assert found["최유진_50217"].problem == messages.COLAB_LINK
    assert found["이서연_50214"].note.ko.startswith("파일 2개 중 과제1 (2) final 최종.ipynb")


def test_moodle_without_folders() -> None:
    found = lms("moodle-flat.zip")
    assert {s.student: s.filename for s in found.values()} == {
        "김민수_50213": "과제1_v2.ipynb",
        "이서연_50214": "xor_mlp_final.ipynb",
        "최유진_50217": "onlinetext.html",
    }


def test_moodle_before_4_1_and_with_groups() -> None:
    found = lms("moodle-before-4.1.zip")
    assert {s.student: s.lms_id for s in found.values()} == {
        "1분반-박지훈_50216": "50216",
        "김민수_50213": "50213",
        "이서연_50214": "50214",
    }


def test_moodle_blind_marking() -> None:
    names = ["Participant_60113", "Participant_60127", "Participant_60131"]
    assert list(lms("moodle-blind.zip")) == names


def test_moodle_teams() -> None:
    found = lms("moodle-teams.zip")
    assert {s.student: s.lms_id for s in found.values()} == {
        "1조_771": "771",
        "2조_772": "772",
        "Default group": "",
    }


def test_moodle_names_in_cp949() -> None:
    assert list(lms("moodle-cp949.zip")) == ["김민수_50213", "박지훈_50216", "이서연_50214"]


def test_moodle_unpacked_by_hand(tmp_path: Path) -> None:
    tree(tmp_path, "김민수_50213_assignsubmission_file/과제1.py", "kim.py")
    found = {s.student: s.lms for s in collect([tmp_path])}
    assert found == {"김민수_50213": "moodle", "kim": ""}


# --- Canvas -----------------------------------------------------------------------------


def test_canvas() -> None:
    found = lms("canvas.zip")
    assert {s.student: (s.lms_id, s.late) for s in found.values()} == {
        "choihana_90016": ("90016", True),
        "choiyujin_90015": ("90015", False),
        "jeonghaeun_90017": ("90017", False),
        "kimjiwoo_90012": ("90012", True),
        "leeseoyeon_90013": ("90013", False),
        "parkjihun_90014": ("90014", False),
        "김민수_90011": ("90011", False),
    }
    assert found["leeseoyeon_90013"].filename == "leeseoyeon_90013_700109_xor-mlp-1.ipynb"
    assert found["jeonghaeun_90017"].filename == "jeonghaeun_90017_700107_my_xor_2024_1.py"
    assert found["parkjihun_90014"].problem == messages.TEXT_ENTRY
    assert found["choiyujin_90015"].problem == messages.COLAB_LINK
    assert found["choihana_90016"].problem == messages.LINK_ENTRY


def test_canvas_anonymous() -> None:
    found = lms("canvas-anonymous.zip")
    assert {s.student: s.late for s in found.values()} == {"anon_b7KqZ": False, "anon_Xy12A": True}


def test_files_that_only_look_like_canvas_are_not_taken_for_it(tmp_path: Path) -> None:
    tree(tmp_path, "hw_1_2_kim.py", "xor_1_2_lee.py")
    assert students(tmp_path) == ["hw_1_2_kim", "xor_1_2_lee"]


def test_the_format_can_be_given(tmp_path: Path) -> None:
    tree(tmp_path, "kim_1_2_xor.py", "lee_2_3_xor.py")
    assert students(tmp_path, layout="canvas") == ["kim_1", "lee_2"]
    assert students(tmp_path, layout="folder") == ["kim_1_2_xor", "lee_2_3_xor"]


# --- nbgrader, clones, plain zips ----------------------------------------------------------


def test_nbgrader_takes_the_assignment_asked_for() -> None:
    for assignment in ("xor-mlp", "xor-logistic"):
        found = lms("nbgrader.zip", assignment)
        assert {s.student: s.filename for s in found.values()} == {
            "kim": f"{assignment}/xor.ipynb",
            "lee": f"{assignment}/xor.ipynb",
        }
        assert {s.lms for s in found.values()} == {"nbgrader"}


def test_nbgrader_from_inside_its_folder(tmp_path: Path) -> None:
    root = tree(tmp_path / "submitted", "kim/ps1/xor.ipynb", "lee/ps1/", "lee2/ps1/timestamp.txt")
    found = {s.student: s.problem for s in collect([root], assignment_name="xor-mlp")}
    assert found == {"kim": NO_TEXT, "lee": messages.EMPTY_FOLDER}


def test_clones_side_by_side_lose_the_assignments_name(tmp_path: Path) -> None:
    tree(tmp_path, "hw1-kim/.git/HEAD", "hw1-kim/xor.ipynb", "hw1-kim-lee/.git/HEAD")
    tree(
        tmp_path, "hw1-kim-lee/xor.py", "hw1-kim-lee/requirements.txt", "hw1-kim-lee/.github/a.yml"
    )
    found = {s.student: (s.filename, s.lms, s.lms_id) for s in collect([tmp_path])}
    assert found == {
        "kim": ("hw1-kim/xor.ipynb", "github", "kim"),
        "kim-lee": ("hw1-kim-lee/xor.py", "github", "kim-lee"),
    }


def test_clones_of_classroom_50(tmp_path: Path) -> None:
    root = tmp_path / "dl-xor-mlp_submissions_2026_03_12_T_10_00_00"
    tree(root, "dl-xor-mlp-kim/.git/HEAD", "dl-xor-mlp-kim/xor.ipynb", "dl-xor-mlp-kim/result.json")
    tree(root, "scores.csv")
    assert students(root, assignment="xor-mlp") == ["kim"]
    listed = tmp_path / "students.csv"
    listed.write_text(
        "username,first_name,last_name,email,section,github_id\nlee,A,Lee,a@b.kr,1,99\n"
    )
    found = collect([root], roster=listed, assignment_name="xor-mlp")
    assert [s.student for s in found] == ["kim", "lee"]


def test_one_clone_named_by_itself(tmp_path: Path) -> None:
    root = tree(tmp_path / "xor-mlp-kim", ".git/HEAD", "xor.ipynb", "README.md")
    assert students(root, assignment="xor-mlp") == ["kim"]
    assert students(root, layout="github") == ["xor-mlp-kim"]
    assert students(root) == ["xor"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("folders.zip", ["kim", "lee", "park"]), ("files.zip", ["kim", "lee"])],
)
def test_plain_zips(name: str, expected: list[str]) -> None:
    assert list(lms(name)) == expected
