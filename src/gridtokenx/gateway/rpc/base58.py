"""Base 58 of byte strings of any length, as Bitcoin and Solana write them.

Keys and signatures have their own types; this is for instruction data, small account data and whole
transactions. Base 58 costs time by the square of the length, so the length is limited.
Source: draft-msporny-base58-03.
"""

from gridtokenx.base.errors import GridTokenXError

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
TEXT_MAX = 1_683
"""Letters of the largest transaction, 1,232 bytes."""
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}


class NotBase58(GridTokenXError):
    """A text that is no base 58, or too long."""


def encode(data: bytes) -> str:
    r"""Return bytes in base 58.

    >>> encode(b"\x00\x01")
    '12'
    """
    number = int.from_bytes(data, "big")
    letters: list[str] = []
    while number:
        number, value = divmod(number, 58)
        letters.append(ALPHABET[value])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return ALPHABET[0] * zeros + "".join(reversed(letters))


def decode(text: str) -> bytes:
    r"""Return the bytes of a base 58 text.

    Raises:
        NotBase58: A letter is none of the alphabet, or the text is longer than any transaction.

    >>> decode("12")
    b'\x00\x01'
    """
    if len(text) > TEXT_MAX:
        raise NotBase58(f"{len(text)} letters of base 58: {TEXT_MAX} at most, use base64")
    number = 0
    for letter in text:
        value = _VALUE.get(letter)
        if value is None:
            raise NotBase58(f"{letter!r} is no letter of base 58")
        number = number * 58 + value
    zeros = len(text) - len(text.lstrip(ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
