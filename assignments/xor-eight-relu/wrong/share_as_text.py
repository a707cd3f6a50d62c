# Wrong: the share is a text.
# Loses: share_solved
# From: reference
share_solved = f"{share_solved:.0%}"
