"""The isolation layers, each a module that can be probed, applied and tested alone.

A layer offers ``probe() -> LayerStatus``, which never raises and may be asked on any platform,
and a function that applies the layer to the calling process or raises ``LayerError``.
Nothing here imports anything but the standard library: a probe starts in milliseconds, and a
submission's process holds as little of this program as can be.

Order in a job (each step needs the powers that the next one takes away)::

    namespaces -> (fork: pid 1) -> mounts -> (fork: student) -> rlimits -> privileges
    -> landlock -> seccomp
"""
