"""How much the intake reads before it says no. Sizes in bytes."""

MIB = 2**20

MAX_FILE = 100 * MIB  # one file that a student handed in
MAX_TOTAL = 2048 * MIB  # all files that are read from one archive
MAX_ENTRIES = 100_000  # files and folders in one archive or folder
MAX_DIRECTORY = 16 * MIB  # the table of contents of an archive; an entry takes 46 bytes or more
MAX_DEPTH = 40  # folders in folders
RATIO_FROM = 16 * MIB  # smaller files may compress as well as they like
MAX_RATIO = 500  # deflate itself can't do better than 1032
MAX_CANDIDATES = 40  # files of one student that are looked at
PEEK = 4 * MIB  # how much of a file is looked at to choose between several

MAX_TEXT = 32 * MIB  # a file of text that is no notebook
MAX_CELLS = 10_000
MAX_SOURCE = 8 * MIB  # characters of all cells together
MAX_ROSTER = 10 * MIB
MAX_TOKENS = 2_000_000  # strings, brackets and commas in a notebook for the patient parser
MAX_BESIDE = 20 * MIB  # all files handed in beside one program
MAX_BESIDE_FILES = 50
MAX_BESIDE_DEPTH = 5  # folders in folders
