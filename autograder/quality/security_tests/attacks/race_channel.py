# Attack: writes to the channel from a thread while the exporter writes.
# Kind: timing
# When: after
# Costs: own

import os
import threading


def noise():
    while True:
        try:
            os.write(3, b"garbage" * 100)
        except OSError:
            return


threading.Thread(target=noise, daemon=True).start()
