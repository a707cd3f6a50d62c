# Attack: loops and swallows every interruption.
# Kind: resources
# When: before
# Costs: own

import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
