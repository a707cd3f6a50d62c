# Attack: starts programs by every door of Python: subprocess, spawn, system, popen, multiprocessing.
# Kind: processes

import multiprocessing
import os
import subprocess

for action in (
    lambda: subprocess.run(["true"], check=True),
    lambda: os.posix_spawn("/bin/true", ["true"], {}),
    lambda: os.system("true") == 0 or 1 / 0,
    lambda: os.popen("echo hello").read() or 1 / 0,
    lambda: os.spawnv(os.P_WAIT, "/bin/true", ["true"]) == 0 or 1 / 0,
    lambda: multiprocessing.Process(target=print).start(),
):
    try:
        action()
        through("started a program")
    except Exception:
        pass
