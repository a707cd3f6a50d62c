"""What each command does, for ``autograder.cli``: these two are the only places that print."""
