"""The command line: ``main`` says what can be typed, the other modules do it.

Only here and in the portal is anything printed, or the process ended.
"""
