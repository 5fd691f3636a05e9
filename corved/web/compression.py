"""Compresses text responses, to help people with slow connections.

Behind a proxy that compresses it does nothing.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request

SMALLEST = 500
KINDS = ("text/", "application/javascript", "image/svg+xml")


def register(app: Flask) -> None:
    @app.after_request
    def compress(response: Response) -> Response:
        response.vary.add("Accept-Encoding")
        if (
            response.status_code != 200
            or "gzip" not in request.headers.get("Accept-Encoding", "").lower()
            or response.content_encoding
            or not (response.mimetype or "").startswith(KINDS)
        ):
            return response
        if request.endpoint == "static":
            body = _compressed_file(Path(str(app.static_folder)) / (request.view_args or {})["filename"])
            response.close()  # the file that would have been sent
            response.direct_passthrough = False
        elif len(response.get_data()) < SMALLEST:
            return response
        else:
            body = gzip.compress(response.get_data(), compresslevel=5, mtime=0)
        response.set_data(body)
        response.content_encoding = "gzip"
        return response


@lru_cache(maxsize=64)
def _compressed_file(path: Path) -> bytes:
    """Return the compressed content of a static file; it is cached, because files do not change."""
    return gzip.compress(path.read_bytes(), compresslevel=9, mtime=0)
