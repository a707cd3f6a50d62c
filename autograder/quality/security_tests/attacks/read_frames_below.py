# Attack: goes down the frames it was called from, and prints what the sandbox holds in them.
# Kind: reading
# Explained: below a submission are only functions that hold its own program.

import sys

frame = sys._getframe()
while frame is not None:
    for name, value in list(frame.f_locals.items()):
        text = repr(value)[:3000]
        for word in ("hidden checks", "submissions/", "results/"):
            if word in text and "HOST" not in text:
                print(name, text[:200])
        if "SECRET" + "-" in text:
            print(name, text)
    frame = frame.f_back
