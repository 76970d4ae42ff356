"""Log lines: time, level, event, and the event's fields, one line each, on standard error."""

import logging
import sys
from datetime import UTC, datetime

_ORDINARY = frozenset(logging.makeLogRecord({}).__dict__) | {
    "message",
    "asctime",
    "taskName",
    "color_message",
}


class EventFormatter(logging.Formatter):
    """Formats a record as ``TIME LEVEL event key=value ...``; line breaks in values are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line, and a traceback after it where there is one."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        fields = {k: v for k, v in record.__dict__.items() if k not in _ORDINARY}
        parts = [time, record.levelname, _one_line(record.getMessage())]
        parts += [f"{name}={_one_line(str(value))}" for name, value in fields.items()]
        line = " ".join(parts)
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _one_line(text: str) -> str:
    return text.encode("unicode_escape").decode("ascii") if not text.isprintable() else text


def log_to_stderr(level: str) -> None:
    """Send every log line of the process to standard error from a level on, such as INFO."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(EventFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in ("uvicorn", "httpx", "httpcore"):  # httpx tells addresses, in which providers put keys
        logging.getLogger(name).setLevel(logging.WARNING)
