"""Keys in files as Solana's tools write them: a JSON list of 64 numbers, the secret and the public half."""

from pathlib import Path

import msgspec
from solders.keypair import Keypair

from gridtokenx.base.errors import GridTokenXError

KEY_BYTES = 64
FILE_BYTES_MAX = 4_096


class KeypairUnreadable(GridTokenXError):
    """A key file that cannot be used; the message never shows what is in it."""


def read_keypair(path: Path) -> Keypair:
    """Read a key.

    Raises:
        KeypairUnreadable: The file cannot be read, or holds no key.
    """
    try:
        with path.open("rb") as file:
            text = file.read(FILE_BYTES_MAX)
    except OSError as error:
        raise KeypairUnreadable(f"key file {path} cannot be read: {error.strerror}") from None
    try:
        numbers = bytes(msgspec.json.decode(text, type=list[int]))
        return Keypair.from_bytes(numbers)
    except (msgspec.MsgspecError, ValueError):
        raise KeypairUnreadable(
            f"key file {path} must hold a JSON list of {KEY_BYTES} numbers, as `solana-keygen new` writes it"
        ) from None
