# Wrong: the logs are in a folder of another name.
# Loses: file_log
# From: reference
import os

os.rename("logs", "tensorboard")
