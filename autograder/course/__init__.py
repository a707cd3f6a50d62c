"""A course as its authors write it: read and validated, begun, and prepared for students."""
