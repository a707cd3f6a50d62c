# Attack: starts threads without end.
# Kind: resources

import threading
import time

go_on = True
count = 0
try:
    for _ in range(2000):
        threading.Thread(
            target=lambda: [time.sleep(0.05) for _ in range(200) if go_on], daemon=True
        ).start()
        count += 1
except (RuntimeError, MemoryError):
    pass
if count > 200:
    through(f"runs {count} threads")
go_on = False
time.sleep(0.2)
