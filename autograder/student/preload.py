"""Imported once in the warm process: everything that a student's first cell would wait for.

No TensorFlow op may run here, and no thread may start: the process is forked afterwards.
"""

from __future__ import annotations

import mimetypes
import warnings

warnings.simplefilter("ignore")

import IPython.core.application  # noqa: E402
import IPython.core.completer  # noqa: E402
import IPython.core.completerlib  # noqa: E402
import IPython.core.interactiveshell  # noqa: E402
import IPython.core.logger  # noqa: E402
import IPython.core.magics  # noqa: E402
import IPython.core.oinspect  # noqa: E402, F401
import matplotlib_inline.backend_inline  # noqa: E402, F401
import nbformat.v4  # noqa: E402, F401

# What TensorFlow imports late: parts of the pipeline that `fit` draws its order of rows from.
import tensorflow.python.data.ops.concatenate_op  # noqa: E402
import tensorflow.python.data.ops.flat_map_op  # noqa: E402
import tensorflow.python.data.ops.from_tensors_op  # noqa: E402
import tensorflow.python.data.ops.range_op  # noqa: E402
import tensorflow.python.data.ops.zip_op  # noqa: E402, F401

from autograder.legacy.table import calls  # noqa: E402
from autograder.libraries import missing_modules  # noqa: E402
from autograder.student.shell import make_shell  # noqa: E402

calls()  # read once, for all jobs
missing_modules()  # likewise
mimetypes.init()  # likewise: /etc/mime.types may be replaced while a job runs
make_shell()
