# Attack: uses up the signals that may be queued for the user, which other jobs of his would notice.
# Kind: channels

import ctypes
import os
import signal
import threading

libc = ctypes.CDLL(None, use_errno=True)
number = {"x86_64": 234, "aarch64": 131}[os.uname().machine]
kind = signal.SIGRTMIN + 5
before = signal.pthread_sigmask(signal.SIG_BLOCK, {kind})
queued = 0
while queued < 100_000 and libc.syscall(number, os.getpid(), threading.get_native_id(), kind) == 0:
    queued += 1
if queued:
    through(f"queued {queued} signals")
while signal.sigtimedwait({kind}, 0):
    pass
