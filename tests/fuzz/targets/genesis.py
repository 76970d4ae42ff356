"""The genesis entry of a ledger's folder."""

from solders.pubkey import Pubkey

from gridtokenx.ledger.litesvm.genesis import Genesis, GenesisMismatch, ProgramBinary, decode, encode

CODE = ProgramBinary("oracle", Pubkey(bytes([3]) * 32), b"code")
CODES = {CODE.digest: CODE.code}


def seeds() -> list[bytes]:
    funding = ((Pubkey(bytes([2]) * 32), 10**9),)
    full = Genesis(Pubkey(bytes([1]) * 32), 1_800_000_000, (CODE,), funding, {"campus": "utcc"}, b"nonce")
    return [encode(full, simulated=True), encode(Genesis(Pubkey.default(), 0), simulated=False)]


def one_input(data: bytes) -> None:
    try:
        found, simulated = decode(data, CODES)
    except GenesisMismatch:
        return
    assert decode(encode(found, simulated=simulated), CODES) == (found, simulated)
