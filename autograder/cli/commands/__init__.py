"""One module a command: what can be typed.

What a command does stands in the module of the same name one folder up, which is imported when the
command runs: its arguments and its help need nothing of it, nor of the extra `grade` or of Linux.
"""
