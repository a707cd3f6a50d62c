"""Runs jobs on one's own machine, where one's own code needs no sandbox.

``process`` is the main process' side, ``job`` what runs in the process of a job. Plain processes
and pipes only: students have Windows, macOS and containers in which the sandbox can't work.
"""
