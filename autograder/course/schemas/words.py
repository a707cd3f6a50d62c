"""What an editor says of each key, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from autograder.records import Text

Words = Mapping[str, Text]

USE: Final = Text("표준 항목의 이름", "the standard check")

ASSIGNMENT: Final[Words] = {
    "id": Text(
        "과제 폴더의 이름: 소문자, 숫자, 하이픈", "the folder's name: lower case, digits, hyphens"
    ),
    "version": Text(
        "재학습의 시드가 여기에 달려 있습니다. 새로 뽑으려면 하나 올리십시오.",
        "The seeds of retrainings depend on it: raise it to draw new ones.",
    ),
    "title": Text("학생이 읽는 과제의 제목", "the title that students read"),
    "limits": Text(
        "제출물 하나가 쓸 수 있는 것. 없는 것은 course.toml에서 옵니다.",
        "What one submission may use; what is left out comes from course.toml.",
    ),
    "deliverables": Text(
        "학생의 노트북이 남기는 변수. 표준 항목의 변수는 적지 않아도 됩니다.",
        "Variables that the notebook leaves behind; those of standard checks need not be written.",
    ),
    "tables": Text(
        "표준 항목이 이름으로 쓰는 표: 행 `x`와 그에 속하는 `y`",
        "Tables that standard checks name: rows `x`, and what belongs to them, `y`.",
    ),
    "parts": Text(
        "문제와 피드백의 제목. 표준 항목을 `checks`에 적습니다.",
        "Headings in statement and feedback; standard checks are listed in their `checks`.",
    ),
    "checks": Text(
        "`checks/`의 test_NAME 함수가 하는 항목, 또는 `use`가 있는 표준 항목",
        "Checks that a function test_NAME in `checks/` does, or standard ones with `use`.",
    ),
    "template_floor": Text(
        "손대지 않은 템플릿이 받는 점수", "points that the untouched template earns"
    ),
    "late": Text("늦은 제출의 감점. 없으면 감점하지 않습니다.", "What handing in late costs."),
    "bonus": Text("만점에 더해지는 항목", "Checks whose points come on top of the maximum."),
    "data": Text(
        "템플릿과 함께 나누어 주는 파일이나 폴더, `data/` 아래의 이름",
        "Files or folders that students get with the template, by their names below `data/`.",
    ),
}

DELIVERABLE: Final[Words] = {
    "kind": Text("무엇인가: 모델, 배열, 값, 글, 함수 또는 파일", "what it is"),
    "title": Text("학생이 읽는 이름", "what students read"),
    "probe": Text(
        "다시 만들 수 없는 모델에게 줄 입력, 행마다 목록 하나",
        "inputs for a model that can't be rebuilt, one list for each row",
    ),
    "probe_file": Text(
        "학생이 갖지 않은 입력, `checks/` 아래의 CSV 파일",
        "a CSV file below `checks/` with inputs that students never get, asked as those of `probe`",
    ),
    "calls": Text(
        "함수를 부를 인자 `args`. 클래스이면 `fit`의 인자도",
        "what a function is called with: `args`, and `fit` where it is a class",
    ),
    "inputs": Text(
        "입력이 여럿인 모델에서 입력마다의 열 수: `[5, 6]` 또는 이름별로",
        "the columns of each input of a model that has several: `[5, 6]`, or by name",
    ),
    "plot": Text(
        "피드백에 그리는 방법: 배열의 수, 또는 모델의 손실. `log`는 10의 거듭제곱, "
        "`layers`는 층마다 막대 하나, `confusion`은 혼동 행렬",
        "how the feedback draws an array, or a model's loss: `log` has powers of ten, `layers` a "
        "bar for each layer, `confusion` a confusion matrix",
    ),
    "images": Text(
        "노드마다 가중치를 그릴 그림의 행과 열: 모델의 첫 층, 또는 배열",
        "rows and columns of the images that a first layer's weights are drawn as, or an array's",
    ),
    "confusion": Text(
        "학생이 가진 자료에 대한 모델의 답을 혼동 행렬로 그립니다.",
        "Draws what a model answers for data that students have, as a confusion matrix.",
    ),
    "boundary": Text(
        "퍼셉트론의 두 가중치를 학생이 가진 점들 사이의 직선으로 그립니다.",
        "Draws the two weights of a perceptron as a line between points that students have.",
    ),
    "norms": Text(
        "크기를 층마다 막대로 그릴 변수들, 입력 쪽부터",
        "the deliverables whose sizes are drawn as bars, from the input's side on",
    ),
}

_ROWS: Final[Words] = {
    "data": Text(
        "`data`로 나누어 주는 파일: CSV, 또는 그림의 `.gz`(IDX)",
        "a file that `data` hands out: CSV, or images in a `.gz` of IDX",
    ),
    "columns": Text(
        "입력인 열: 첫 줄의 이름, 또는 0부터 센 번호",
        "the columns that are inputs, by name or by number from 0",
    ),
    "label": Text("정답인 열. 없으면 마지막 열", "the column of what is right; else the last"),
    "last": Text("끝에서부터 몇 행인가. 0은 모두", "so many rows from the end; 0: all"),
    "divide": Text("입력을 나눌 수", "what the inputs are divided by"),
}

CONFUSION: Final[Words] = {
    **_ROWS,
    "labels": Text(
        "그림의 정답이 있는 다른 파일", "the other file, in which the labels of the images are"
    ),
    "classes": Text("0부터 차례로 클래스의 이름", "what the classes from 0 on are called"),
}

BOUNDARY: Final[Words] = {
    **_ROWS,
    "bias": Text("편향이 담긴 변수", "the deliverable that holds the bias"),
    "positive": Text("1이라고 답해야 하는 정답", "the label for which 1 is the right answer"),
    "axes": Text("두 열의 이름", "what the two columns are called"),
}

PART: Final[Words] = {
    "title": Text("문제와 피드백의 제목", "the heading in statement and feedback"),
    "each": Text(
        "이 부분을 항목마다 한 번씩: 이름 뒤에 붙고, `{each}` 자리에 들어갑니다.",
        "The part, once for each item: it ends the name and stands for `{each}`.",
    ),
    "checks": Text("표준 항목의 목록", "standard checks, each with its arguments"),
}

CHECK: Final[Words] = {
    "part": Text("속하는 부분: [parts.NAME]", "the part that it belongs to: [parts.NAME]"),
    "points": Text("점수", "points"),
    "title": Text("무엇을 확인하는지 한 줄로", "what is checked, in one line"),
    "hint": Text(
        "점수를 잃었을 때 보이는 말: 다음에 볼 곳", "shown when points are lost: where to look"
    ),
    "visible": Text(
        "학생이 `autograder check`로 직접 실행할 수 있는가",
        "whether students may run it with `autograder check`",
    ),
    "needs": Text(
        "이것이 없으면 확인하지 않는 변수", "deliverables without which it is not checked"
    ),
    "manual": Text("사람이 채점하는가", "whether a person gives the points"),
    "name": Text(
        "항목의 이름. 없으면 `use`와 `each`의 항목, 답은 변수의 이름",
        "the check's name; without it `use` and the item of `each`, of an answer its variable",
    ),
    "each": Text(
        "부분의 `each` 가운데 이것에만. `each`가 없는 부분에서는 이 항목만의 목록",
        "only these items of the part's; in a part without `each`, items of its own",
    ),
    "bonus": Text("점수가 만점에 더해지는가", "whether its points come on top of the maximum"),
    "wrong": Text(
        "`verify`가 이 항목의 틀린 제출물을 만드는가",
        "whether `verify` makes known-wrong submissions of it",
    ),
    "loses_also": Text(
        "그런 제출물에서 함께 잃을 수 있는 항목", "checks that may fall together with it in these"
    ),
}

LATE: Final[Words] = {
    "per_day": Text("하루마다 만점의 몇 %", "per cent of the maximum for each day begun"),
    "grace_hours": Text("감점하지 않는 시간", "hours that cost nothing"),
    "cap": Text("감점의 상한, %", "the most per cent that lateness costs"),
}

BONUS: Final[Words] = {
    "checks": Text("항목의 이름", "names of checks"),
    "cap": Text("추가 점수의 상한, 0: 없음", "at most so many points; 0: all"),
}

COURSE: Final[Words] = {
    "id": Text("과목의 이름", "the course's name"),
    "title": Text("학생이 읽는 과목의 제목", "the title that students read"),
    "limits": Text(
        "모든 과제의 기본 한도. 과제마다 바꿀 수 있습니다.",
        "What one submission may use, unless its assignment says otherwise.",
    ),
    "legacy": Text(
        "예전 Keras의 호출: 설명하거나(explain) 오늘의 호출로 바꿉니다(accept).",
        "Calls of old Keras: explain what to write today, or make them work (accept).",
    ),
    "lang": Text("아무도 고르지 않았을 때의 언어", "the language where nobody chooses"),
    "languages": Text("학생이 읽는 언어", "the languages that students read"),
    "released": Text(
        "학생이 받는 폴더인가. `release --students`가 적습니다.",
        "whether it is what students get; `release --students` writes it",
    ),
    "libraries": Text(
        "학생이 쓸 수 있는 라이브러리, pip의 이름으로",
        "libraries that students may use, by the names of pip",
    ),
    "order": Text(
        "과제의 순서. 적지 않은 과제는 그 뒤에 이름순으로 옵니다.",
        "the order of the assignments; those that it does not name come behind them, by name",
    ),
    "data": Text(
        "`data/`에 있는 파일마다 무엇이며 어디에서 왔는지. `autograder data add`가 적습니다.",
        "Of files in `data/` what they are and where from; `autograder data add` writes it.",
    ),
}

DATA: Final[Words] = {
    "sha256": Text("파일 내용의 SHA-256", "the SHA-256 of what is in the file"),
    "source": Text("어디에서 왔는지", "where it comes from"),
    "licence": Text("어떤 조건으로 쓸 수 있는지", "on which terms it may be used"),
}

LIMITS: Final[Words] = {
    "seconds": Text("모든 셀의 시간, 초", "seconds of all cells together"),
    "memory_mb": Text("학생 프로세스의 메모리, MB", "memory of the student's process, MB"),
    "output_kb": Text("출력과 그림, KB", "what the cells print and draw, KB"),
    "file_mb": Text("파일 하나, MB", "one file written by the cells, MB"),
    "disk_mb": Text("모든 파일, MB", "all files written by the cells, MB"),
    "files": Text("파일과 폴더의 수", "number of files and folders written"),
    "threads": Text(
        "스레드의 수 (파이썬과 TensorFlow의 것은 제외)",
        "threads beside Python's and TensorFlow's own",
    ),
    "cpu_seconds": Text(
        "프로세서 시간, 초. 없으면 seconds의 네 배",
        "processor time; four times `seconds` without it",
    ),
    "open_files": Text("동시에 여는 파일의 수", "files open at a time"),
    "evidence_mb": Text("채점에 넘기는 결과의 크기, MB", "all that is handed on to be checked, MB"),
    "check_seconds": Text("채점의 시간, 초", "seconds of the checks"),
}
