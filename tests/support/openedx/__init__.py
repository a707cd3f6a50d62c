"""Open edX's own code as the platform of a test."""
