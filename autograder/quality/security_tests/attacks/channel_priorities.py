# Attack: changes its priority, processors and scheduling, which others on the machine feel.
# Kind: channels

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
for what, change in (
    ("nice", lambda: os.nice(1)),
    ("processors", lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})),
    ("scheduler", lambda: os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))),
    ("priority of the user", lambda: os.setpriority(os.PRIO_USER, 0, 5)),
):
    try:
        change()
        through(what)
    except OSError as error:
        print(error)
if os.uname().machine == "x86_64" and libc.syscall(251, 1, 0, 3 << 13) == 0:
    through("priority of input and output")
