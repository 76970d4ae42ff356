"""What turns a plausible instruction into nonsense: other accounts, signers, numbers and bytes."""

from collections.abc import Mapping
from random import Random

from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from tests.integration.programs.security.forgery import Case
from tests.property.random_walk.hand import Hand

from gridtokenx.chain.scalar import ValueNotEncodable

LIMITS = (0, 1, 2**8 - 1, 2**16 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1)


def build(case: Case, args: Mapping[str, object] | None = None) -> Instruction:
    return case.program.instruction(
        case.name, accounts=case.accounts, args=case.args if args is None else args, remaining=case.remaining
    )


def with_other_number(hand: Hand, case: Case) -> Instruction:
    """Build with one number at a limit, or beside what it was."""
    numbers = [name for name, value in case.args.items() if type(value) is int]
    if not numbers:
        return build(case)
    name = hand.one(numbers)
    old = case.args[name]
    assert isinstance(old, int)
    near = (old + 1, max(old - 1, 0), old * 2, old + 900)
    for _ in range(4):
        new = hand.one(LIMITS if hand.chance(0.6) else near)
        try:
            return build(case, {**case.args, name: new})
        except ValueNotEncodable:
            continue
    return build(case)


def distorted(hand: Hand, instruction: Instruction) -> Instruction:
    """Return an instruction with one or two things wrong, or accounts in other places."""
    metas, data = list(instruction.accounts), bytes(instruction.data)
    for _ in range(hand.one((1, 1, 1, 2))):
        kind = hand.rng.randrange(8)
        if kind == 7 or not metas:
            data = _other_bytes(hand.rng, data)
        elif kind == 6:
            metas = _other_order(hand.rng, metas)
        else:
            place = hand.rng.randrange(len(metas))
            metas[place] = _other_account(hand, metas[place], kind)
    return Instruction(instruction.program_id, data, metas)


def _other_account(hand: Hand, meta: AccountMeta, kind: int) -> AccountMeta:
    if kind == 0:
        return AccountMeta(meta.pubkey, is_signer=False, is_writable=meta.is_writable)
    if kind == 1:
        return AccountMeta(meta.pubkey, is_signer=meta.is_signer, is_writable=not meta.is_writable)
    other = _sibling(hand, meta.pubkey) if kind in {2, 3} else _anything(hand)
    return AccountMeta(other, is_signer=meta.is_signer, is_writable=meta.is_writable)


def _sibling(hand: Hand, address: Pubkey) -> Pubkey:
    """Return another account of the same kind, or another wallet."""
    kind = hand.state.kind_of(address)
    if not kind:
        return hand.anybody()
    return hand.one(hand.state.tokens if kind == "token" else hand.state.of(kind))


def _anything(hand: Hand) -> Pubkey:
    if hand.chance(0.1):
        return Keypair.from_seed(hand.rng.randbytes(32)).pubkey()
    programs = [p.id for p in hand.programs.all()]
    return hand.one((hand.one(hand.state.raw), hand.anybody(), hand.one(programs)))


def _other_order(rng: Random, metas: list[AccountMeta]) -> list[AccountMeta]:
    """Return accounts with two exchanged, one doubled or one left out."""
    one, other = rng.randrange(len(metas)), rng.randrange(len(metas))
    out = list(metas)
    match rng.randrange(3):
        case 0:
            out[one], out[other] = out[other], out[one]
        case 1:
            out.insert(one, out[other])
        case _:
            del out[one]
    return out


def _other_bytes(rng: Random, data: bytes) -> bytes:
    out = bytearray(data)
    match rng.randrange(3):
        case 0 if len(out) > 8:
            out[rng.randrange(8, len(out))] = rng.randrange(256)
        case 1 if out:
            del out[rng.randrange(len(out)) :]
        case _:
            out += rng.randbytes(rng.randint(1, 9))
    return bytes(out)
