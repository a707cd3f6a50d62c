"""Ways in which two jobs at the same time could tell each other something.

``doors`` uses what the kernel keeps for everybody (locks, queues, keys, futexes, …), ``counters``
what it counts for everybody, ``run`` is the entry of the two jobs, ``pair`` has them tried.
"""
