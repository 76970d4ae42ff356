"""Key files of wallets."""

import json
import tempfile
from pathlib import Path

from solders.keypair import Keypair
from tests.fuzz.target import in_words

from gridtokenx.ledger.keypair_file import KeypairUnreadable, read_keypair

KEY = Keypair.from_seed(bytes(32))


def seeds() -> list[bytes]:
    return [json.dumps(list(bytes(KEY))).encode()]


def one_input(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "key.json"
        path.write_bytes(data)
        path.chmod(0o600)
        try:
            read_keypair(path)
        except KeypairUnreadable as error:
            in_words(error)
