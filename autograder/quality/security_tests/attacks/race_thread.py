# Attack: changes the deliverables from a thread while they are exported.
# Kind: timing
# When: after

import threading
import time


def race():
    for number in range(2000):
        globals()["answer"] = [41] if number % 2 else 41.0
        time.sleep(0.001)


threading.Thread(target=race, daemon=True).start()
