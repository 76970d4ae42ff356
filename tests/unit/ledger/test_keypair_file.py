import json
from pathlib import Path

import pytest
from solders.keypair import Keypair

from gridtokenx.ledger.keypair_file import KeypairUnreadable, read_keypair


def test_a_file_of_solanas_tools_is_read(tmp_path: Path) -> None:
    key = Keypair()
    path = tmp_path / "id.json"
    path.write_text(json.dumps(list(bytes(key))))
    assert read_keypair(path) == key
    path.write_text(key.to_json())
    assert read_keypair(path) == key


@pytest.mark.parametrize(
    "text", ["", "[]", "[1,2,3]", "{}", '"words"', json.dumps([256] * 64), json.dumps([7] * 64), "[" * 9_000]
)
def test_anything_else_is_refused_without_showing_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "id.json"
    path.write_text(text)
    with pytest.raises(KeypairUnreadable, match="64 numbers") as caught:
        read_keypair(path)
    assert "256" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeypairUnreadable, match=r"gone\.json cannot be read"):
        read_keypair(tmp_path / "gone.json")
