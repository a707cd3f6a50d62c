# Attack: traces and profiles the exporter's own functions, and listens to audit events.
# Kind: timing
# When: after

import sys
import threading


def spy(frame, event, argument):
    if "export" in frame.f_code.co_filename:
        frame.f_globals["MAX_VALUE_DEPTH"] = -(10**6)
    return None


sys.setprofile(spy)
threading.setprofile(spy)
