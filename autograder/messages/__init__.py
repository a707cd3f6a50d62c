"""What is said about a run, in Korean and in English: words only, nothing is rendered here."""
