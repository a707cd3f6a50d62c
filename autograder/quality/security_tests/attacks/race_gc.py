# Attack: takes over in callbacks of the garbage collector.
# Kind: timing
# When: after

import gc


def late(phase, info):
    globals()["answer"] = 41
    raise SystemExit


gc.callbacks.append(late)
gc.set_threshold(10, 1, 1)
