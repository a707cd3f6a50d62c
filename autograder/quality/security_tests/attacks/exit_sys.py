# Attack: leaves by exit(), quit(), sys.exit() and SystemExit.
# Kind: results

import sys

for door in (lambda: sys.exit(0), lambda: exit(0), lambda: quit()):
    try:
        door()
    except SystemExit:
        pass
raise SystemExit(0)
