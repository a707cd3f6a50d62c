# Attack: prints halves of characters, and bytes that are none, where UTF-8 is expected.
# Kind: results

import os
import sys

from IPython.display import display

print("\ud800 \udfff \ud83d", "\x00\x01\x7f\x9f\u2028\u202e\ufffe")
sys.stderr.write("\udc80" * 1000)
display({"text/plain": "\ud800", "text/html": "\udfff", "\ud800": "x"}, raw=True)
os.write(1, b"\xff\xfe\xed\xa0\x80\xf0\x9f" * 100)
os.write(2, "한".encode()[:2] * 1000)
raise ValueError("\ud800" * 100)
