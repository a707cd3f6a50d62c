"""Ways in which two jobs at the same time could tell each other something.

What the kernel keeps for everybody: ``files`` that both open, ``futexes``, things with ``names``,
the other process (``peers``), ``quotas``, and ``counters``. ``run`` is the entry of the two jobs,
``pair`` has them tried, ``ends`` says what a channel is.
"""
