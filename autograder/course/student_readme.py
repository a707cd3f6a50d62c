"""The page that comes with the folder for students: how to write, check and hand in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from autograder.records import LANGUAGES, Language, LocalAssignment, Text, say
from autograder.util.catalogues import name_of

INSTALL: Final = "pip install keras-autograder"


def readme(
    title: Text,
    assignments: Sequence[LocalAssignment],
    language: Language,
    languages: Sequence[Language] = LANGUAGES,
) -> str:
    """The page in one of the course's languages; ``assignments`` are those in the folder."""
    listed = "\n".join(
        f"| {_named(one, language)} | {one.title.to(language)} "
        f"| `assignments/{one.name}/{one.name}.ipynb` |"
        for one in assignments
    )
    return _PAGE.to(language).format(
        title=title.to(language),
        listed=listed,
        checking=how_to_check(f"assignments/{assignments[0].name}", language, languages),
    )


def how_to_check(folder: str, language: Language, languages: Sequence[Language] = LANGUAGES) -> str:
    """How one's own work is checked, in Markdown; ``folder`` is an assignment's, as an example."""
    other = next((one for one in languages if one != language), "")
    answers = ""
    if other:
        said = say(
            "`--lang {code}`{code:을/를} 쓰면 {name}{name:으로/로} 답합니다.",
            "`--lang {code}` answers in {name}.",
            code=other,
            name=name_of(other),
        )
        answers = f"\n{said.to(language)}"
    return _CHECKING.to(language).format(folder=folder, install=INSTALL, answers=answers)


def _named(assignment: LocalAssignment, language: Language) -> str:
    """The name, with a link where there is a statement to lead to."""
    statement = f"statement.{language}.md"
    if not (assignment.folder / statement).is_file():
        return f"`{assignment.name}`"
    return f"[`{assignment.name}`](assignments/{assignment.name}/{statement})"


_PAGE: Final = Text(
    ko="""\
# {title}

| 과제 | 제목 | 템플릿 |
| --- | --- | --- |
{listed}

폴더마다 안내문(`statement`), 채워 넣을 템플릿(`.ipynb`, 스크립트가 편하면 `.py`), 스스로 실행해 볼
수 있는 채점 항목이 들어 있습니다.

## 제출하기 전에 스스로 확인하기

{checking}""",
    en="""\
# {title}

| assignment | title | template |
| --- | --- | --- |
{listed}

Each folder holds what is asked (`statement`), a template to fill in (`.ipynb`, or `.py` if you
prefer scripts), and the checks that you may run yourself.

## Check your own work

{checking}""",
)

_CHECKING: Final = Text(
    ko="""\
확인 프로그램은 한 번만 설치하면 됩니다. 이미 설치된 TensorFlow(2.16 이상)를 그대로 사용합니다.
TensorFlow가 없으면 먼저 `pip install tensorflow` 명령을 실행하십시오.

```sh
{install}
```

템플릿에 풀이를 적어 저장하고, 그 폴더에서 확인합니다.

```sh
cd {folder}
autograder check --lang ko
```

노트북을 채점할 때와 똑같이 첫 셀부터 끝까지 실행하고, 항목마다 무엇이 맞았고 어디를 살펴보면
되는지 알려 줍니다. 노트북이 여러 개 있으면 `autograder check 내노트북.ipynb`처럼 이름을 적습니다.
다른 곳에 있는 노트북은 `autograder check 노트북 --course 폴더`로 확인합니다. 폴더는
`course.toml`이 있는 곳입니다.{answers}

학습은 지금 쓰는 TensorFlow 그대로 하므로 채점할 때보다 오래 걸릴 수 있습니다. 코드는 직접 실행할
때와 마찬가지로 이 컴퓨터에서 격리 없이 실행됩니다. 스스로 작성했거나 믿을 수 있는 노트북만
확인하십시오. 제출한 뒤에만 확인하는 항목도 있습니다.

Colab에서는 폴더를 올리거나 드라이브로 연결하고, `pip`과 `autograder` 앞에는 `!`를, `cd` 앞에는
`%`를 붙입니다.
""",
    en="""\
Install the checker once. It uses the TensorFlow that you have (2.16 or newer); if you have none,
`pip install tensorflow` comes first.

```sh
{install}
```

Write your solution into the template, save it, and check it in its folder:

```sh
cd {folder}
autograder check
```

It runs your notebook from the first cell to the last, as the grader will, and says for each check
what is right and what to look at. If there are several notebooks, name yours:
`autograder check my-notebook.ipynb`. A notebook that lies elsewhere is checked with
`autograder check NOTEBOOK --course DIR`, where DIR is the folder with `course.toml`.{answers}

Training takes as long as your TensorFlow needs, which may be longer than while grading. Your code
runs on your own computer without a sandbox, as it does when you run it yourself: check only
notebooks that you wrote or trust. Some checks are run only after you have handed in.

In Colab, mount or upload the folder, then put `!` before `pip` and `autograder` and `%` before
`cd`.
""",
)
