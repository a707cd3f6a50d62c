"""Every sentence that the intake says about a student's file, in one place and two languages.

Each says what was found and what to hand in instead.
"""

from __future__ import annotations

from autograder.intake.limits import MAX_FILE, MIB
from autograder.records import Text, joined, say

HOW_TO_SAVE = Text(
    ko="Colab에서 [파일] → [다운로드] → [.ipynb 다운로드]로 받은 파일을 제출해 주십시오.",
    en="In Colab choose File → Download → Download .ipynb and hand in that file.",
)


def _saved(text: Text) -> Text:
    """A message that ends in how to save a notebook."""
    return joined(text, HOW_TO_SAVE)


# --- files that can't be taken ---------------------------------------------------------

LINK = Text(
    ko="파일이 아니라 다른 곳을 가리키는 링크(심볼릭 링크)가 제출되었습니다. "
    "파일 자체를 제출해 주십시오.",
    en="This is a link to another place, not a file. Please hand in the file itself.",
)
NOT_A_FILE = Text(
    ko="일반 파일이 아니어서 읽지 않았습니다. .ipynb 또는 .py 파일을 제출해 주십시오.",
    en="This is not an ordinary file, so it was not read. Please hand in an .ipynb or .py file.",
)
NOT_READABLE_FILE = Text(
    ko="파일을 열 수 없었습니다. 다시 제출해 주십시오.",
    en="The file could not be opened. Please hand it in again.",
)


def too_large(size: int) -> Text:
    """The file is over the limit."""
    limit = MAX_FILE // MIB
    return say(
        "파일이 너무 큽니다({word:.0f} MB, 최대 {limit} MB). [수정] → [모든 출력 지우기]를 한 "
        "뒤 저장하여 다시 제출해 주십시오.",
        "The file is too large ({word:.0f} MB; at most {limit} MB). Clear all outputs (Edit → "
        "Clear all outputs), save, and hand it in again.",
        word=size / MIB,
        limit=limit,
    )


EMPTY_FOLDER = _saved(Text("폴더에 제출 파일이 없습니다.", "There is no file in this submission."))
ONLY_CHECKPOINT = _saved(
    Text(
        "자동 저장된 사본(.ipynb_checkpoints)만 있습니다.",
        "There is only an automatically saved copy (.ipynb_checkpoints).",
    )
)
NOTHING_HANDED_IN = Text(
    ko="제출한 것이 없습니다.",
    en="Nothing was handed in.",
)
TEXT_ENTRY = _saved(
    Text(
        "파일 대신 글(온라인 텍스트)이 제출되었습니다.",
        "A text was handed in instead of a file.",
    )
)
LINK_ENTRY = _saved(
    Text(
        "파일 대신 웹 주소(링크)가 제출되었습니다. 채점기는 링크를 열지 않습니다.",
        "A web address was handed in instead of a file. The grader opens no links.",
    )
)

# --- archives --------------------------------------------------------------------------

TRAVERSAL = Text(
    ko="압축 파일 안의 이름이 바깥 폴더를 가리켜 읽지 않았습니다. "
    ".ipynb 파일을 그대로 제출해 주십시오.",
    en="The name in the zip points outside its folder, so it was not read. "
    "Please hand in the .ipynb file itself.",
)
ENCRYPTED = Text(
    ko="암호가 걸린 파일이라 읽을 수 없습니다. 암호 없이 다시 제출해 주십시오.",
    en="The file is protected by a password and can't be read. "
    "Please hand it in without a password.",
)
UNUSUAL_COMPRESSION = Text(
    ko="지원하지 않는 방식으로 압축되었습니다. 압축하지 않은 .ipynb 파일을 제출해 주십시오.",
    en="The file is compressed in a way that is not supported. "
    "Please hand in the .ipynb file uncompressed.",
)
DAMAGED_ENTRY = Text(
    ko="압축 파일 안에서 이 파일이 손상되어 읽을 수 없습니다. 다시 제출해 주십시오.",
    en="This file is damaged inside the zip and can't be read. Please hand it in again.",
)
DAMAGED_ZIP = Text(
    ko="zip 파일이 손상되어 열 수 없습니다. .ipynb 파일을 그대로 제출해 주십시오.",
    en="The zip file is damaged and can't be opened. Please hand in the .ipynb file itself.",
)
NOT_A_ZIP = Text(
    ko="이름은 .zip이지만 zip 파일이 아니거나 중간에 잘렸습니다. "
    ".ipynb 파일을 그대로 제출해 주십시오.",
    en="It is named .zip but is no zip file, or it was cut off. "
    "Please hand in the .ipynb file itself.",
)
TOO_MANY_ENTRIES = Text(
    ko="zip 파일에 파일이 너무 많습니다. .ipynb 파일 하나만 제출해 주십시오.",
    en="The zip holds too many files. Please hand in the .ipynb file alone.",
)
ARCHIVE_ALLOWANCE = Text(
    ko="zip 파일에서 읽을 수 있는 전체 크기를 넘었습니다. 나누어 채점해 주십시오.",
    en="The zip is larger than may be read in one go. Please grade it in parts.",
)
TWICE = Text(
    ko="zip 파일에 같은 이름의 파일이 둘 이상 있어 마지막 것을 채점했습니다.",
    en="The zip holds several files of this name; the last one was graded.",
)


def bomb(size: int) -> Text:
    """An entry that unpacks to far more than it should."""
    return say(
        "압축을 풀면 비정상적으로 커지는 파일({word:.0f} MB)이라 읽지 않았습니다. .ipynb "
        "파일을 그대로 제출해 주십시오.",
        "The file grows out of all proportion when unpacked ({word:.0f} MB), so it was not "
        "read. Please hand in the .ipynb file itself.",
        word=size / MIB,
    )


# --- several files ---------------------------------------------------------------------

_REASONS = (
    Text(ko="읽을 수 있는 파일", en="the one that can be read"),
    Text(ko="가장 나중 시도", en="the latest attempt"),
    Text(
        ko="과제가 요구하는 변수를 가장 많이 만드는 파일",
        en="the one that makes most of the variables that the assignment asks for",
    ),
    Text(ko="노트북(.ipynb) 우선", en="a notebook before a script before anything else"),
    Text(ko="템플릿의 빈칸이 남아 있지 않은 파일", en="the one without unfilled places"),
    Text(ko="다른 파일이 불러 쓰는 모듈이 아닌 파일", en="the one that no other imports"),
    Text(ko="과제 이름이 들어간 파일", en="the one named like the assignment"),
    Text(ko="하위 폴더에 있지 않은 파일", en="the one in the fewest folders"),
    Text(ko="가장 나중 사본", en="the latest copy by its name"),
    Text(ko="가장 최근에 저장한 파일", en="the newest"),
    Text(ko="가장 큰 파일", en="the largest"),
    Text(ko="이름순으로 마지막 파일", en="the last by name"),
)


def chosen(name: str, count: int, rule: int) -> Text:
    """Which of ``count`` files is graded, and by which rule of ``choose``."""
    reason = _REASONS[rule]
    return say(
        "파일 {count}개 중 {name} 파일을 채점했습니다({reason}).",
        "{count} files were handed in; {name} was graded ({reason}).",
        count=count,
        name=name,
        reason=reason,
    )


# --- files that are something else -----------------------------------------------------

NOT_READABLE = _saved(Text("파일을 읽을 수 없습니다.", "The file can't be read."))
EMPTY_FILE = _saved(Text("파일이 비어 있습니다.", "The file is empty."))
NOT_TEXT = _saved(
    Text(
        "노트북도 파이썬 파일도 아닌 이진 파일입니다.",
        "The file is neither a notebook nor a Python file.",
    )
)
PDF = _saved(Text("노트북이 아니라 PDF가 제출되었습니다.", "This is a PDF, not a notebook."))
DOCUMENT = _saved(
    Text(
        "노트북이 아니라 문서(한글, Word 등)가 제출되었습니다.",
        "This is an office document, not a notebook.",
    )
)
PICTURE = _saved(
    Text("노트북이 아니라 그림이 제출되었습니다.", "This is a picture, not a notebook.")
)
MODEL_FILE = _saved(
    Text(
        "노트북이 아니라 저장한 모델이 제출되었습니다. 모델을 만드는 코드가 필요합니다.",
        "This is a saved model, not a notebook. The code that builds the model is needed.",
    )
)
PICKLE = _saved(
    Text(
        "노트북이 아니라 저장한 파이썬 객체(pickle)가 제출되었습니다.",
        "This is a saved Python object (pickle), not a notebook.",
    )
)
PROGRAM_FILE = _saved(
    Text("노트북이 아니라 실행 파일이 제출되었습니다.", "This is an executable, not a notebook.")
)
OTHER_ARCHIVE = _saved(
    Text(
        "압축 파일(7z, rar, gz 등)은 열지 않습니다.",
        "Archives other than .zip (7z, rar, gz…) are not opened.",
    )
)
ZIP_IN_ZIP = _saved(
    Text(
        "압축 파일 안에 또 압축 파일이 있어 열지 않았습니다.",
        "There is a zip inside the zip; it was not opened.",
    )
)
COLAB_LINK = _saved(
    Text(
        "노트북 파일이 아니라 Colab 공유 링크가 제출되었습니다. 채점기는 링크를 열지 않습니다.",
        "This is a link to Colab, not the notebook. The grader opens no links.",
    )
)
LOGIN_PAGE = _saved(
    Text(
        "노트북이 아니라 웹 로그인 페이지가 저장되었습니다. 로그인한 뒤 다시 내려받아야 합니다.",
        "This is a web page that asks to log in, not the notebook. Log in and download it again.",
    )
)
EXPORTED_PAGE = _saved(
    Text(
        "노트북을 웹 페이지(HTML)로 내보낸 파일입니다. HTML에서는 코드를 실행할 수 없습니다.",
        "This is the notebook exported as a web page (HTML), which can't be run.",
    )
)
WEB_PAGE = _saved(
    Text(
        "노트북이 아니라 웹 페이지(HTML)가 제출되었습니다.",
        "This is a web page (HTML), not a notebook.",
    )
)
UNKNOWN_TEXT = _saved(
    Text(
        "노트북(.ipynb)도 파이썬 파일(.py)도 아닌 글 파일입니다.",
        "This text file is neither a notebook (.ipynb) nor a Python file (.py).",
    )
)

# --- notebooks and scripts that can't be read -------------------------------------------

NOT_A_NOTEBOOK = _saved(
    Text(
        "이름은 .ipynb이지만 내용이 노트북이 아닙니다.",
        "It is named .ipynb, but its content is no notebook.",
    )
)
TRUNCATED = _saved(
    Text(
        "노트북 파일이 중간에 잘렸습니다. 저장이나 업로드가 끝나기 전에 끊긴 것 같습니다.",
        "The notebook file is cut off; saving or uploading probably stopped half-way.",
    )
)
BROKEN_JSON = _saved(
    Text(
        "노트북 파일의 형식(JSON)이 깨져 있습니다.",
        "The notebook file's format (JSON) is broken.",
    )
)
JSON_BUT_NO_NOTEBOOK = _saved(
    Text(
        "JSON 파일이지만 노트북이 아닙니다(셀이 없습니다).",
        "This is a JSON file but no notebook: it has no cells.",
    )
)
TOO_COMPLEX = _saved(
    Text(
        "노트북 파일의 구조가 너무 깊거나 복잡하여 읽지 않았습니다. 출력을 모두 지워 주십시오.",
        "The notebook file is nested too deeply or too complex to be read. Clear all outputs.",
    )
)
TOO_MANY_CELLS = Text(
    ko="셀이 너무 많습니다. 과제에 필요한 셀만 남겨 다시 제출해 주십시오.",
    en="There are too many cells. Keep those that the assignment needs and hand it in again.",
)
TOO_MUCH_CODE = Text(
    ko="코드와 글이 너무 깁니다. 셀에 붙여 넣은 데이터나 그림을 지우고 다시 제출해 주십시오.",
    en="There is too much text in the cells. Remove pasted data or pictures and hand it in again.",
)
CONFLICT = Text(
    ko="Git 병합 충돌 표시(<<<<<<<, =======, >>>>>>>)가 파일에 남아 있습니다. "
    "충돌을 해결하고 다시 제출해 주십시오.",
    en="Git's merge conflict markers (<<<<<<<, =======, >>>>>>>) are left in the file. "
    "Resolve the conflict and hand it in again.",
)
NO_CELLS = _saved(Text("노트북에 내용이 없습니다.", "The notebook has nothing in it."))
NO_CODE_CELLS = Text(
    ko="코드 셀이 없습니다. 코드를 텍스트 셀에 썼다면 코드 셀로 옮겨 다시 제출해 주십시오.",
    en="There is no code cell. If your code is in text cells, move it to code cells and hand it "
    "in again.",
)


def other_language(language: str) -> Text:
    """The notebook's kernel isn't Python's."""
    return say(
        "노트북의 언어가 Python이 아니라 {language}입니다. Colab에서 [런타임] → [런타임 유형 "
        "변경] → Python 3을 고른 뒤 다시 제출해 주십시오.",
        "The notebook's language is {language}, not Python. In Colab choose Runtime → Change "
        "runtime type → Python 3, and hand it in again.",
        language=language,
    )
