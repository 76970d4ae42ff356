"""How a signature is written in messages: base 58, as Solana writes them (Bitcoin's alphabet)."""

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PAIRS = tuple(left + right for left in _ALPHABET for right in _ALPHABET)


def signature_text(signature: bytes) -> str:
    """Return a signature for a message: base 58; "" for none.

    >>> signature_text(b"")
    ''
    >>> signature_text(bytes([0, 0, 58]))
    '1121'
    """
    number, pairs = int.from_bytes(signature, "big"), []
    while number:
        number, place = divmod(number, 3_364)
        pairs.append(_PAIRS[place])
    digits = "".join(reversed(pairs)).lstrip("1")
    return "1" * (len(signature) - len(signature.lstrip(b"\0"))) + digits
