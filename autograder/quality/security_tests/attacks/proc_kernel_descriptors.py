# Attack: asks for descriptors that stand for processes, timers, signals, faults and memory.
# Kind: processes

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
mask = ctypes.create_string_buffer(128)
doors = {
    "pidfd of process 1": lambda: os.pidfd_open(1),
    "pidfd of the main process": lambda: os.pidfd_open(HOST["main"]),
    "timerfd": lambda: libc.timerfd_create(1, 0),
    "signalfd": lambda: libc.signalfd(-1, mask, 0),
    "userfaultfd": lambda: libc.syscall({"x86_64": 323, "aarch64": 282}[os.uname().machine], 1),
    "memfd": lambda: os.memfd_create("attack"),
    "secret memory": lambda: libc.syscall(447, 0),
    "eventfd": lambda: libc.eventfd(0, 0),
}
for name, ask in doors.items():
    try:
        if ask() >= 0:
            through(name)
    except OSError as error:
        print(name, error)
