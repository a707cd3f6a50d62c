# Attack: warns and logs without end.
# Kind: results

import logging
import warnings

import tensorflow as tf

warnings.simplefilter("always")
logging.basicConfig(level=logging.DEBUG, force=True)
for number in range(3_000):
    warnings.warn(f"{number} " + "x" * 1000)
    logging.getLogger(f"a.{number}").error("y" * 1000)
    tf.get_logger().error("z" * 1000)
logging.getLogger().setLevel(logging.WARNING)
warnings.simplefilter("ignore")
