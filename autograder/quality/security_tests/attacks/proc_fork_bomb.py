# Attack: forks without end.
# Kind: processes

import os
import time

count = 0
try:
    for _ in range(300):
        if os.fork() == 0:
            time.sleep(30)
            os._exit(0)
        count += 1
except OSError:
    pass
if count:
    through(f"started {count} processes")
