"""What a described model may be, before anybody builds it: which layers, and how much of them.

Both sides of the trust boundary ask: the student's side to know which models it has to be asked
for predictions, the trusted side before it rebuilds one. Keras is not imported here.
"""
