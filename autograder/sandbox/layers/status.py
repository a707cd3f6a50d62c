"""What a probe reports and what a layer raises."""

from __future__ import annotations

import errno as errno_names
import os
from dataclasses import dataclass


@dataclass(frozen=True)
class LayerStatus:
    """What was found out about one layer on this machine."""

    name: str
    available: bool
    detail: str  # what was found, for example "ABI 7"
    stops: str  # what this layer stops, in one line
    remedy: str = ""  # what to install or set; empty when the layer is available


class LayerError(Exception):
    """A layer could not be applied. It is never the student's fault.

    ``layer`` is the module's name, ``errno`` the kernel's answer (0 when there was none).
    """

    def __init__(self, layer: str, action: str, errno: int = 0) -> None:
        self.layer = layer
        self.action = action
        self.errno = errno
        reason = f": {os.strerror(errno)} ({errno_names.errorcode.get(errno, errno)})"
        super().__init__(f"{layer}: could not {action}{reason if errno else ''}")
