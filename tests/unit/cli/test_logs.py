import logging
import sys

from gridtokenx.cli.logs import EventFormatter, log_to_stderr


def record(message: str, **fields: object) -> logging.LogRecord:
    return logging.makeLogRecord({"msg": message, "levelname": "INFO", "created": 0.0, **fields})


def test_a_line_has_time_level_event_and_fields() -> None:
    line = EventFormatter().format(record("market.interval.cleared", price=0.21, status=200))
    assert line == "1970-01-01T00:00:00.000+00:00 INFO market.interval.cleared price=0.21 status=200"


def test_a_value_cannot_forge_a_line() -> None:
    line = EventFormatter().format(record("gateway.request", path="/x\n1970 INFO forged"))
    assert "\n" not in line
    assert "\\n1970" in line


def test_a_traceback_follows() -> None:
    try:
        int("boom")
    except ValueError:
        text = EventFormatter().format(record("failed", exc_info=sys.exc_info()))
    assert text.splitlines()[-1].startswith("ValueError: invalid literal")


def test_everything_goes_through_one_handler() -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        log_to_stderr("warning")
        assert root.level == logging.WARNING
        assert isinstance(root.handlers[0].formatter, EventFormatter)
    finally:
        root.handlers[:], root.level = before, level
        logging.getLogger("uvicorn").setLevel(logging.NOTSET)
