"""The course as a static site: statements, templates and data, for whoever has a browser."""
