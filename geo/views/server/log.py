"""The log: a JSON object a line, in which nobody's data can stand.

Of what others' code says only its place and the kind of error are kept, for its text
may quote a visitor's address, a file's name or a session.
"""

import json
import logging
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOGGER = logging.getLogger("frontlode")

#: What a path is logged as; every page, and whatever else was asked for, is a page.
_ROUTES = (
    "/healthz",
    "/_stcore/stream",
    "/_stcore/upload_file",
    "/_stcore/health",
    "/_stcore/metrics",
    "/_stcore",
    "/component",
    "/media",
    "/static",
)

#: Of an error's traceback, the last that are logged.
_FRAMES = 6


def log_as_json() -> None:
    """Make every line that is logged, by whatever code, an object without data.

    To standard error; at a terminal warnings and errors alone.
    """
    logging.setLogRecordFactory(_record)
    logging.captureWarnings(True)
    handler = logging.StreamHandler(sys.stderr)
    level = logging.WARNING if sys.stderr.isatty() else logging.INFO
    for name in ("", "frontlode", "uvicorn", "uvicorn.error", "py.warnings"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(level if name == "frontlode" else logging.WARNING)


def log_event(event: str, **facts: object) -> None:
    """Log that something happened; the facts must be nobody's data."""
    _LOGGER.info("", {"event": event, **facts})


def _record(*args: object, **options: object) -> logging.LogRecord:
    """Return a record whose whole text is its JSON."""
    record = logging.LogRecord(*args, **options)  # type: ignore[arg-type]
    facts = record.args if record.name == _LOGGER.name else _place(record)
    line = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(
            timespec="milliseconds"
        ),
        "level": record.levelname.lower(),
        **(facts if isinstance(facts, Mapping) else {}),
    }
    record.msg, record.args = json.dumps(line), ()
    record.exc_info = record.exc_text = record.stack_info = None
    return record


def _place(record: logging.LogRecord) -> dict[str, object]:
    """Return where in the code something was logged, and the kind of error."""
    place: dict[str, object] = {
        "logger": record.name,
        "place": f"{record.module}:{record.lineno}",
    }
    if not record.exc_info or record.exc_info[0] is None:
        return place
    kind, _error, trace = record.exc_info
    frames = [
        f"{Path(frame.filename).stem}.{frame.name}:{frame.lineno}"
        for frame in extract_tb(trace)[-_FRAMES:]
    ]
    return {**place, "error": kind.__name__, "frames": frames}


class RequestLog:
    """ASGI middleware that logs each request and websocket when it has ended."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, and log kind, route, status and time."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        start, status = time.monotonic(), None

        async def send_noting_status(message: Message) -> None:
            nonlocal status
            status = status or _status(message)
            await send(message)

        try:
            await self._app(scope, receive, send_noting_status)
        finally:
            log_event(
                "request" if scope["type"] == "http" else "websocket",
                method=scope.get("method", "GET"),
                route=route_of(scope["path"]),
                status=status or 500,
                ms=round((time.monotonic() - start) * 1000),
            )


def _status(message: Message) -> int | None:
    """Return the status with which a message, if it is the first, answers."""
    if message["type"].endswith("http.response.start"):
        return int(message["status"])
    return {"websocket.accept": 101, "websocket.close": 403}.get(message["type"])


def route_of(path: str) -> str:
    """Return what a path is logged as, without what a visitor put into it."""
    parts = (one for one in _ROUTES if path == one or path.startswith(f"{one}/"))
    return next(parts, "page")
