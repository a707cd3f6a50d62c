"""What a student is told about a limit that the run met: which one, how much, in which cell."""

from __future__ import annotations

from autograder.evidence import Evidence
from autograder.messages.loops import how_far
from autograder.records import Limits, Loop, Text
from autograder.sandbox.jobs import End, JobStatus
from autograder.util.decoding import converter
from autograder.util.korean import particle

_LOOP = converter(Loop, from_attributes=True)


def size(megabytes: int) -> str:
    """A size as people say it: 2048 is 2 GB, 1500 is 1500 MB."""
    return f"{megabytes // 1024} GB" if megabytes % 1024 == 0 else f"{megabytes} MB"


def ended_early(status: JobStatus, limits: Limits) -> Text:
    """Why the run ended without leaving anything to grade."""
    where_ko, where_en = _where(status.cell)
    crashed = Text(
        ko=f"{where_ko}코드를 실행하던 프로그램이 비정상 종료되었습니다 ({status.detail}).",
        en=f"The program that ran your code crashed{where_en} ({status.detail}).",
    )
    texts = {
        End.TIME: Text(
            ko=f"{where_ko}제한 시간 {limits.seconds:g}초를 넘겨 실행을 멈췄습니다. "
            "끝나지 않는 반복문이 있는지, 에포크가 너무 많지 않은지 확인하십시오.",
            en=f"Your code ran for more than {limits.seconds:g} seconds and was stopped"
            f"{where_en}. Look for a loop that never ends, or for too many epochs.",
        ),
        End.MEMORY: _memory(status.cell, limits),
        End.CPU: _cpu(status.cell, limits),
        End.THREADS: _threads(status.cell, limits),
        End.DISK: _disk(status.cell, limits),
        End.FILES: _files(status.cell, limits),
        End.EVIDENCE: Text(
            ko=f"제출할 결과가 한도({limits.evidence_mb} MB)보다 크거나 읽을 수 없는 것이어서 "
            "받을 수 없었습니다. 변수에 큰 데이터를 남기지 마십시오.",
            en=f"What your code left to hand in is larger than {limits.evidence_mb} MB or can't "
            "be read, and could not be taken. Do not leave large data in the variables to hand in.",
        ),
        End.EXITED: Text(
            ko=f"{where_ko}코드가 스스로 프로그램을 끝내서 결과를 남기지 못했습니다. "
            "exit(), quit(), os._exit() 호출을 지우십시오.",
            en=f"Your code ended the program{where_en} before it could leave any result. "
            "Remove calls of exit(), quit() or os._exit().",
        ),
        End.SIGNAL: crashed,
    }
    return texts.get(status.end, Text(ko="결과가 없습니다.", en="There is no result."))


def cut_short(status: JobStatus, evidence: Evidence, limits: Limits) -> Text | None:
    """Why the run was cut short although what existed by then could be graded."""
    if status.end is End.FINISHED:
        return _interrupted(evidence, limits, status.struck)
    why = ended_early(status, limits)
    return Text(
        ko=f"{why.ko} 이 셀보다 앞에서 만들어진 것만 채점했습니다.",
        en=f"{why.en} What existed before this cell was graded.",
    )


def _interrupted(evidence: Evidence, limits: Limits, struck: str) -> Text | None:
    """``struck`` is the limit that the supervisor enforced (``JobStatus.struck``)."""
    cell = evidence.errors[-1].cell if evidence.errors else 0
    if evidence.interrupted == "time":
        found = evidence.errors[-1].loop if evidence.errors else None
        loop = _LOOP(found) if found else None
        if struck == "cpu":
            return _cpu_in_a_loop(cell, limits, loop) if loop else _cpu(cell, limits)
        why = how_far(loop)
        return Text(
            ko=f"제한 시간 {limits.seconds:g}초를 넘겨 {cell}번 셀에서 실행을 멈췄습니다. "
            f"그때까지 만들어진 것만 채점했습니다. {why.ko}",
            en=f"The time limit of {limits.seconds:g} seconds was reached in cell {cell}. "
            f"What existed by then was graded. {why.en}",
        )
    if evidence.interrupted == "memory":
        cells = [found.cell for found in evidence.limits if found.limit == "memory"]
        return _memory(cells[0] if cells else 0, limits)
    return None


def met(evidence: Evidence, limits: Limits) -> tuple[Text, ...]:
    """One sentence for every other limit that a cell ran into."""
    makers = {
        "threads": _threads,
        "disk": _disk,
        "files": _files,
        "file": _file,
        "open_files": _open_files,
        "output": _output,
        "processes": _processes,
        "network": _network,
        "evidence": _evidence,
    }
    return tuple(
        makers[found.limit](found.cell, limits)
        for found in evidence.limits
        if found.limit in makers
    )


def _where(cell: int) -> tuple[str, str]:
    return (f"{cell}번 셀에서 ", f" in cell {cell}") if cell else ("", "")


def _memory(cell: int, limits: Limits) -> Text:
    ko, en = _where(cell)
    return Text(
        ko=f"{ko}메모리를 {size(limits.memory_mb)}보다 많이 사용했습니다. "
        "큰 배열이나 계속 커지는 리스트가 있는지 확인하십시오.",
        en=f"Your code used more than {size(limits.memory_mb)} of memory{en}. "
        "Look for a huge array or a list that keeps growing.",
    )


def _cpu(cell: int, limits: Limits) -> Text:
    ko, en = _where(cell)
    return Text(
        ko=f"{ko}계산 시간을 {limits.processor_seconds:g}초보다 많이 써서 실행을 멈췄습니다. "
        "여러 스레드로 나눈 계산이나 끝나지 않는 반복문이 있는지 확인하십시오.",
        en=f"Your code used more than {limits.processor_seconds:g} seconds of processor time{en} "
        "and was stopped. Look for work spread over threads, or a loop that never ends.",
    )


def _cpu_in_a_loop(cell: int, limits: Limits, loop: Loop) -> Text:
    ko, en = _where(cell)
    why = how_far(loop)
    return Text(
        ko=f"{ko}계산 시간을 {limits.processor_seconds:g}초보다 많이 써서 실행을 멈췄습니다. "
        f"그때까지 만들어진 것만 채점했습니다. {why.ko}",
        en=f"Your code used more than {limits.processor_seconds:g} seconds of processor time{en} "
        f"and was stopped. What existed by then was graded. {why.en}",
    )


def _threads(cell: int, limits: Limits) -> Text:
    ko, en = _where(cell)
    return Text(
        ko=f"{ko}스레드를 {limits.threads}개보다 많이 시작했습니다. "
        "스레드를 만드는 반복문이 있는지 확인하십시오.",
        en=f"Your code started more than {limits.threads} threads{en}. "
        "Look for a loop that starts threads.",
    )


def _disk(cell: int, limits: Limits) -> Text:
    ko, en = _where(cell)
    most = size(limits.disk_mb)
    return Text(
        ko=f"{ko}파일에 쓴 양이 모두 합쳐 {most}{particle(most, '을/를')} 넘었습니다. "
        "큰 파일을 저장하는 부분을 지우십시오.",
        en=f"Your code wrote more than {most} to files{en}. Remove what saves large files.",
    )


def _file(cell: int, limits: Limits) -> Text:
    ko, en = _where(cell)
    return Text(
        ko=f"{ko}{size(limits.file_mb)}보다 큰 파일을 쓰려고 했습니다. "
        "큰 파일을 저장하는 부분을 지우십시오.",
        en=f"Your code tried to write a file larger than {size(limits.file_mb)}{en}. "
        "Remove what saves large files.",
    )


def _files(cell: int, limits: Limits) -> Text:
    ko, en = _where(cell)
    return Text(
        ko=f"{ko}파일과 폴더를 {limits.files}개보다 많이 만들었습니다. "
        "파일을 만드는 반복문이 있는지 확인하십시오.",
        en=f"Your code made more than {limits.files} files and folders{en}. "
        "Look for a loop that makes files.",
    )


def _open_files(cell: int, limits: Limits) -> Text:
    ko, en = _where(cell)
    return Text(
        ko=f"{ko}파일을 한꺼번에 {limits.open_files}개보다 많이 열었습니다. "
        "다 쓴 파일은 닫으십시오 (with open(...)).",
        en=f"Your code had more than {limits.open_files} files open at once{en}. "
        "Close each file when done (with open(...)).",
    )


def _output(cell: int, limits: Limits) -> Text:
    ko, en = _where(cell)
    return Text(
        ko=f"{ko}출력과 그림이 한도({limits.output_kb} KB)를 넘어 나머지는 남기지 않았습니다. "
        "감점은 없습니다.",
        en=f"Your code's output and figures went over {limits.output_kb} KB{en}; "
        "the rest was not kept. This costs no points.",
    )


def _processes(cell: int, limits: Limits) -> Text:  # noqa: ARG001 - as all the others
    ko, en = _where(cell)
    return Text(
        ko=f"{ko}다른 프로그램을 실행하려고 했습니다. "
        "채점할 때는 프로그램을 따로 실행할 수 없습니다.",
        en=f"Your code tried to start another program or process{en}. "
        "While grading, none can be started.",
    )


def _network(cell: int, limits: Limits) -> Text:  # noqa: ARG001 - as all the others
    ko, en = _where(cell)
    return Text(
        ko=f"{ko}인터넷에 접속하려고 했습니다. 채점할 때는 인터넷을 쓸 수 없으니, "
        "내려받는 부분 없이도 실행되게 하십시오.",
        en=f"Your code tried to reach the internet{en}. There is none while grading: "
        "make it run without downloading anything.",
    )


def _evidence(cell: int, limits: Limits) -> Text:  # noqa: ARG001 - as all the others
    most = size(limits.evidence_mb)
    return Text(
        ko=f"제출할 결과가 모두 합쳐 {most}{particle(most, '을/를')} 넘어 "
        "가장 큰 것은 받지 못했습니다. 과제에 필요한 크기인지 확인하십시오.",
        en=f"What your code left to hand in is larger than {most} in all, so "
        "the largest of it was not taken. See whether it needs to be that large.",
    )
