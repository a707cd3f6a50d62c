"""What grading comes to and what is kept of it: scores, documents, tables, the results folder."""
