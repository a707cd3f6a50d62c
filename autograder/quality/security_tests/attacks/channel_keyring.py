# Attack: keeps a key in the keyrings of the user and the session, which outlive a job.
# Kind: channels

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
add_key, request_key, keyctl = {"x86_64": (248, 249, 250), "aarch64": (217, 218, 219)}[
    os.uname().machine
]
for ring in (-2, -3, -4, -5):  # of the process, the session, the user, the user's session
    if libc.syscall(keyctl, 10, ring, b"user", b"autograder-attack", 0) > 0:
        through(f"found the key of another job in ring {ring}")
    if libc.syscall(add_key, b"user", b"autograder-attack", b"41", 2, ring) > 0:
        through(f"left a key in ring {ring}")
if libc.syscall(request_key, b"user", b"autograder-attack", None, 0) > 0:
    through("was given a key")
