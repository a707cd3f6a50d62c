# Attack: sleeps for an hour.
# Kind: resources
# When: after

import time

time.sleep(3600)
