"""An adversary of our own: wrong submissions that a clever student would try, by the hundred.

``pieces/*.toml`` hold what can be combined: when an answer is put into the weights, by what
means, why training can't have learned it, how the record is forged, and so on. ``combine``
makes submissions of them, ``trial`` grades each as any other is graded.
"""
