# Attack: acts when the process ends: atexit, __del__, weak references.
# Kind: timing
# Costs: own

import atexit
import os
import weakref


def late(*_):
    try:
        os.write(3, b"late")
        open("/tmp/late", "w").close()
    except OSError:
        pass


class Late:
    def __del__(self):
        late()


atexit.register(late)
keep_me = Late()
weakref.finalize(keep_me, late)
