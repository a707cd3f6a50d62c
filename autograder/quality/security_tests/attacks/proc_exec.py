# Attack: becomes another program.
# Kind: processes

import os
import shutil

for path in ("/bin/sh", "/usr/bin/env", shutil.which("true") or "/bin/true"):
    try:
        os.execv(path, [path, "-c", "echo THR''OUGH: became a shell >&2"])
    except OSError:
        pass
