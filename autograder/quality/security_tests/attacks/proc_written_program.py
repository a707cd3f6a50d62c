# Attack: writes a program of its own and executes it, also from memory (memfd, fexecve).
# Kind: processes

import os
import shutil

try:
    shutil.copy("/bin/true", "program")
    os.chmod("program", 0o755)
    os.posix_spawn("./program", ["program"], {})
    through("executed a file of its own")
except OSError:
    pass
try:
    memory = os.memfd_create("program")
    through("made a memfd")
    os.write(memory, open("/bin/true", "rb").read())
    os.posix_spawn(f"/proc/self/fd/{memory}", ["program"], {})
    through("executed memory")
except OSError:
    pass
