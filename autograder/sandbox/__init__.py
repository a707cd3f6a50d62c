"""Runs a program in a fork of a warm process, apart from everything that matters.

``client`` is the main process' side, ``zygote`` the warm process, ``supervisor`` the trusted
parent of each job, ``confine`` what the job's own process does to itself before it runs.
Nothing here knows what a submission or a check is.
"""
