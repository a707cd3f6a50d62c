"""From what a TA has on disk to submissions, and from a submission to its cells.

``collect`` finds one submission per student; ``read_program`` turns one into cells. Every byte
is taken for hostile: nothing is written, nothing is run, no link is followed, sizes are bounded.
"""
