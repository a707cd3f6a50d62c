# Attack: leaves a message for another job in a POSIX message queue, and looks for one.
# Kind: channels

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
mq_open, send = {"x86_64": (240, 242), "aarch64": (180, 182)}[os.uname().machine]
queue = libc.syscall(
    mq_open, b"autograder-attack", os.O_RDWR | os.O_CREAT | os.O_NONBLOCK, 0o600, None
)
if queue >= 0:
    libc.syscall(send, queue, b"41 is wrong", 11, 0, None)
    through("a queue that another job may open")
try:
    if os.listdir("/dev/mqueue"):
        through("sees the queues of others")
except OSError as error:
    print(error)
