"""What any program could use: files written whole, bounds on JSON, Korean particles, clean text.

Nothing here knows of submissions, checks or grades.
"""
