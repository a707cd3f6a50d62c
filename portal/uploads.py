"""Uploads are bounded while they arrive, before anything of them is read or kept."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload
from django.http import HttpRequest

_MARK: Final = "upload_is_too_large"


def is_too_large(request: HttpRequest) -> bool:
    """Whether something of what was uploaded is missing, as it was too much; reads the request."""
    _ = request.FILES
    return bool(getattr(request, _MARK, False))


class BoundedUpload(MemoryFileUploadHandler):
    """Keeps what is handed in in memory, up to ``LARGEST_UPLOAD`` bytes of a request's files."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """A request begins: all its files together have so much room."""
        del input_data, META, content_length, boundary, encoding
        self.activated = True
        self.left = int(settings.LARGEST_UPLOAD)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass on, or end the request.

        Raises:
            StopUpload: it is too large, which ``is_too_large`` says of the request from then on:
                files that came before this one are kept by Django.
        """
        self.left -= len(raw_data)
        if self.left < 0:
            setattr(self.request, _MARK, True)
            raise StopUpload(connection_reset=False)
        return super().receive_data_chunk(raw_data, start)
