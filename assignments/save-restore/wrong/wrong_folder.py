# Wrong: the file is in a folder that is nobody's.
# Loses: file_saved, whole_file
# From: reference
import shutil

shutil.move("xor.keras", "/tmp/xor.keras")
