"""``autograder serve`` and ``autograder worker``: the portal's processes, and PostgreSQL's."""
