# Attack: prints through the C library and TensorFlow, past Python, a hundred megabytes.
# Kind: results

import ctypes
import sys

import tensorflow as tf

libc = ctypes.CDLL(None)
for _ in range(1000):
    libc.puts(b"x" * 50_000)
    libc.perror(b"y" * 50_000)
libc.fflush(None)
tf.print("z" * 1_000_000, output_stream=sys.stderr)
tf.print(["z" * 1000] * 1000, summarize=-1)
