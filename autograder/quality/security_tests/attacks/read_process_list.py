# Attack: lists the machine's processes and their arguments.
# Kind: reading

import os

for pid in os.listdir("/proc"):
    if pid.isdigit() and int(pid) != os.getpid():
        try:
            through(f"saw process {pid}: {open(f'/proc/{pid}/cmdline').read()[:300]!r}")
        except OSError:
            pass
