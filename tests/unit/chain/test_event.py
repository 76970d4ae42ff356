import base64

import pytest

from gridtokenx.chain.event import EventsTruncated, data_of, failing_program

OURS, OTHER = "Ours", "Other"


def _data(raw: bytes) -> str:
    return "Program data: " + base64.b64encode(raw).decode()


def test_data_is_credited_to_the_program_that_runs() -> None:
    logs = [
        f"Program {OTHER} invoke [1]",
        _data(b"forged"),
        f"Program {OURS} invoke [2]",
        _data(b"real"),
        f"Program {OTHER} invoke [3]",
        _data(b"inner"),
        f"Program {OTHER} failed: custom program error: 0x1",
        _data(b"after"),
        f"Program {OURS} consumed 10 of 20 compute units",
        f"Program {OURS} success",
        _data(b"late"),
        f"Program {OTHER} success",
    ]
    assert list(data_of(OURS, logs)) == [b"real", b"after"]


def test_a_program_cannot_forge_a_frame_by_logging_one() -> None:
    logs = [
        f"Program {OTHER} invoke [1]",
        f"Program log: Program {OURS} invoke [2]",
        f"Program log: x\nProgram {OURS} invoke [2]",
        _data(b"forged"),
        f"Program {OURS} success",
        f"Program {OTHER} success",
    ]
    assert list(data_of(OURS, logs)) == []


def test_several_fields_and_other_formats() -> None:
    logs = [f"Program {OURS} invoke [1]", _data(b"a") + " Yg==", "Program data: ???"]
    assert list(data_of(OURS, logs)) == [b"a", b"b"]


def test_a_cut_log_is_refused() -> None:
    with pytest.raises(EventsTruncated):
        list(data_of(OURS, [f"Program {OURS} invoke [1]", "Log truncated"]))


def test_data_that_is_no_base_64_is_passed_over() -> None:
    for data in ("no!", "\N{REPLACEMENT CHARACTER}"):
        assert list(data_of(OURS, [f"Program {OURS} invoke [1]", f"Program data: {data}"])) == []


def test_the_innermost_failure_is_named() -> None:
    logs = [
        f"Program {OTHER} failed: custom program error: 0x1",
        f"Program {OURS} failed: custom program error: 0x1",
    ]
    assert failing_program(logs) == OTHER
    assert failing_program([f"Program {OURS} success"]) is None
