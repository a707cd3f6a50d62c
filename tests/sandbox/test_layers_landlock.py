"""Landlock: rights by ABI version, and what the kernel here refuses."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import pytest

from autograder.sandbox.layers import landlock, libc
from autograder.sandbox.layers.landlock import Fs
from autograder.sandbox.layers.status import LayerError
from tests.support.layers import answer_of, in_child, need


@pytest.mark.parametrize(
    ("abi", "rights", "net", "scopes"),
    [
        (0, 0, 0, False),
        (1, 13, 0, False),
        (2, 14, 0, False),
        (3, 15, 0, False),
        (4, 15, 2, False),
        (5, 16, 2, False),
        (6, 16, 2, True),
        (7, 16, 2, True),
        (8, 16, 2, True),
    ],
)
def test_rights_grow_with_the_version(abi: int, rights: int, net: int, scopes: bool) -> None:
    known = landlock.rights(abi)
    assert known.fs.bit_count() == rights
    assert known.net.bit_count() == net
    assert bool(known.scope) == scopes
    assert bool(known.flags) == (abi >= 7)


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    need(landlock.probe())
    made = {name: tmp_path / name for name in ("read", "write", "secret")}
    for folder in made.values():
        folder.mkdir()
        (folder / "file").write_text("text")
    return made


def restrict(folders: dict[str, Path]) -> None:
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
    landlock.restrict(
        read_only=[str(folders["read"]), "/no/such/folder"],
        read_write=[str(folders["write"])],
        write_only=["/dev/null"],
    )


def test_only_granted_paths_open(folders: dict[str, Path]) -> None:
    read, write, secret = (folders[name] / "file" for name in ("read", "write", "secret"))

    def student() -> dict[str, str]:
        restrict(folders)
        return {
            "read": answer_of(read.read_text),
            "list": answer_of(lambda: list(read.parent.iterdir())),
            "change read-only": answer_of(lambda: read.write_text("x")),
            "remove read-only": answer_of(read.unlink),
            "write": answer_of(lambda: write.write_text("x")),
            "make": answer_of((write.parent / "new").mkdir),
            "truncate": answer_of(lambda: os.truncate(write, 0)),
            "null": answer_of(lambda: Path("/dev/null").write_text("x")),
            "secret": answer_of(secret.read_text),
            "list secret": answer_of(lambda: list(secret.parent.iterdir())),
            "link to secret": answer_of(lambda: os.link(secret, write.parent / "s")),
            "link": answer_of(lambda: (write.parent / "l").symlink_to(secret)),
            "through a link": answer_of((write.parent / "l").read_text),
            "exec": answer_of(lambda: os.execv("/bin/true", ["true"])),
            "fifo": answer_of(lambda: os.mkfifo(write.parent / "f")),
        }

    assert in_child(student) == {
        "read": "ok",
        "list": "ok",
        "change read-only": "EACCES",
        "remove read-only": "EACCES",
        "write": "ok",
        "make": "ok",
        "truncate": "ok",
        "null": "ok",
        "secret": "EACCES",
        "list secret": "EACCES",
        "link to secret": "EXDEV",
        "link": "ok",
        "through a link": "EACCES",
        "exec": "EACCES",
        "fifo": "EACCES",
    }


def test_nobody_outside_is_reached(folders: dict[str, Path]) -> None:
    if landlock.abi_version() < 6:
        pytest.skip("signals and abstract sockets are scoped from ABI 6 on")
    name = f"\0autograder-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as server, socket.socket() as tcp:
        server.bind(name)
        server.listen()
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        address = tcp.getsockname()

        def student() -> dict[str, str]:
            restrict(folders)
            return {
                "signal": answer_of(lambda: os.kill(os.getppid(), 0)),
                "own signal": answer_of(lambda: os.kill(os.getpid(), 0)),
                "abstract": answer_of(lambda: socket.socket(socket.AF_UNIX).connect(name)),
                "tcp": answer_of(lambda: socket.create_connection(address)),
                "listen": answer_of(lambda: socket.socket().bind(("127.0.0.1", 0))),
            }

        assert in_child(student) == {
            "signal": "EPERM",
            "own signal": "ok",
            "abstract": "EPERM",
            "tcp": "EACCES",
            "listen": "EACCES",
        }


def test_a_grant_is_masked_for_older_kernels(
    folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for abi in range(1, landlock.abi_version() + 1):
        monkeypatch.setattr(landlock, "abi_version", lambda abi=abi: abi)

        def student() -> str:
            restrict(folders)
            return answer_of((folders["secret"] / "file").read_text)

        assert in_child(student) == "EACCES", f"ABI {abi}"


def test_refusal_is_a_layer_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.EPERM, "no")

    monkeypatch.setattr(libc, "syscall", refuse)
    with pytest.raises(LayerError, match="landlock: could not restrict the process") as caught:
        landlock.restrict(read_only=[])
    assert caught.value.errno == errno.EPERM


@pytest.mark.parametrize(
    ("code", "detail"), [(errno.EOPNOTSUPP, "switched off at boot"), (errno.ENOSYS, "not in this")]
)
def test_probe_tells_off_from_absent(
    monkeypatch: pytest.MonkeyPatch, code: int, detail: str
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(code, "no")

    monkeypatch.setattr(libc, "syscall", refuse)
    status = landlock.probe()
    assert not status.available
    assert detail in status.detail
    assert status.remedy


def test_reading_grants_no_change() -> None:
    assert not landlock.READ & (Fs.WRITE_FILE | Fs.TRUNCATE | Fs.REMOVE_FILE | Fs.EXECUTE)


def test_pins_hold_what_is_granted_of_proc() -> None:
    need(landlock.probe())
    pins = landlock.pin_proc(os.getpid())
    assert [str(Path(f"/proc/self/fd/{fd}").readlink()) for fd in pins] == [
        path.replace("self", str(os.getpid())) for path in landlock.OWN_PROC
    ]
    for fd in pins:
        os.close(fd)
    with pytest.raises(LayerError, match="watch process"):
        landlock.pin_proc(2**22 + 1)  # above the kernel's largest process id
