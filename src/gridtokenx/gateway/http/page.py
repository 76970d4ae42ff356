"""The dashboard's built files, served from memory: `/` and its assets.

Each file has a path of its own, so nothing outside the folder can be reached. Names that carry a content hash
are kept for a year; the others are asked for again and answered with 304 while they are the same.
Source: RFC 9110 section 13 (conditional requests), RFC 9111 (caching).
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler

_HASHED = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
_FILES_MAX = 500
_MEDIA_TYPES = {  # not the machine's own table: where that is wrong, `nosniff` stops the page
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".txt": "text/plain",
    ".md": "text/markdown",
}


@dataclass(frozen=True, slots=True)
class PageFile:
    """One built file."""

    content: bytes
    media_type: str
    etag: str
    cache_control: str


def load_page(folder: Path) -> dict[str, PageFile]:
    """Read a built page into memory, by URL path; `index.html` is also `/`.

    Args:
        folder: Where the build lies.

    Returns:
        Files by path, empty when the folder does not exist.
    """
    files: dict[str, PageFile] = {}
    found = sorted(p for p in folder.rglob("*") if p.is_file()) if folder.is_dir() else []
    for path in found[:_FILES_MAX]:
        relative = path.relative_to(folder)
        if not any(part.startswith(".") for part in relative.parts):
            files[f"/{relative.as_posix()}"] = _page_file(path, relative.as_posix())
    if "/index.html" in files:
        files["/"] = files["/index.html"]
    return files


def page_handler(files: Mapping[str, PageFile]) -> HTTPRouteHandler:
    """Return the handler that serves these files, each at its own path."""

    @get(sorted(files), include_in_schema=False, sync_to_thread=False)
    def serve_page(request: Request[object, object, State]) -> Response[bytes]:
        file = files[request.url.path if request.url.path in files else request.url.path.rstrip("/")]
        headers = {"ETag": file.etag, "Cache-Control": file.cache_control}
        if _matches(request.headers.get("if-none-match"), file.etag):
            return Response(b"", status_code=304, headers=headers, media_type=file.media_type)
        return Response(file.content, headers=headers, media_type=file.media_type, status_code=200)

    return serve_page


def _page_file(path: Path, name: str) -> PageFile:
    content = path.read_bytes()
    media_type = _MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream")
    hashed = _HASHED.search(name) is not None and "/" in name
    return PageFile(
        content=content,
        media_type=media_type,
        etag=f'"{hashlib.sha256(content).hexdigest()[:32]}"',
        cache_control="public, max-age=31536000, immutable" if hashed else "no-cache",
    )


def _matches(if_none_match: str | None, etag: str) -> bool:
    if if_none_match is None:
        return False
    given = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in given or etag in given
