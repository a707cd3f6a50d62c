"""The processes of this machine, as tests that kill some of them look at them."""

from __future__ import annotations

from pathlib import Path


def table() -> dict[int, tuple[int, int, str]]:
    """Parent, session and start time of every process that is not a zombie, by process id."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if words[0] != "Z":
            found[int(path.parent.name)] = (int(words[1]), int(words[3]), words[19])
    return found


def descendants(main: int) -> set[tuple[int, str]]:
    """Process id and start time of all that ``main`` has brought into the world."""
    processes = table()
    family = {main}
    while True:
        more = {pid for pid, (parent, _, _) in processes.items() if parent in family} - family
        if not more:
            return {(pid, processes[pid][2]) for pid in family - {main} if pid in processes}
        family |= more


def generations(main: int) -> list[list[int]]:
    """``main``, its children, their children and so on; no zombies."""
    processes = table()
    found = [[main]]
    while found[-1]:
        found.append([pid for pid, (parent, _, _) in processes.items() if parent in found[-1]])
    return found[:-1]
