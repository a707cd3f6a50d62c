# Attack: changes the limits, priority and processors of others.
# Kind: processes

import os
import resource

for pid in {os.getppid(), HOST["victim"], HOST["main"]} - {os.getpid()}:
    for action in (
        lambda: (
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (0, 0))
            if pid == HOST["victim"]
            else 1 / 0
        ),
        lambda: os.setpriority(os.PRIO_PROCESS, pid, 19) if pid == HOST["victim"] else 1 / 0,
        lambda: os.sched_setaffinity(pid, {0}) if pid == HOST["victim"] else 1 / 0,
    ):
        try:
            action()
            through(f"changed process {pid}")
        except (OSError, ZeroDivisionError, ValueError):
            pass
