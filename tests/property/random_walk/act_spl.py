"""Acts of anybody with a wallet at the token program itself: what no program of ours can refuse."""

from collections.abc import Callable

from solders.instruction import Instruction
from solders.pubkey import Pubkey
from solders.system_program import CreateAccountWithSeedParams, create_account_with_seed
from tests.property.random_walk.hand import Hand, metas

from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.chain.token import create_token_account

TOKEN_ACCOUNT_BYTES = 165
RENT = 3_000_000
PLENTY = 10**15


def token_instruction(data: bytes, writable: list[Pubkey], signer: Pubkey) -> Instruction:
    accounts = [*metas(*writable, writable=True), *metas(signer, signs=True)]
    return Instruction(TOKEN_PROGRAM, data, accounts)


def units(tag: int, amount: int) -> bytes:
    return bytes([tag]) + amount.to_bytes(8, "little")


def _own(hand: Hand) -> tuple[Pubkey, Pubkey]:
    """Return an owner and one of its token accounts."""
    owner = hand.owner() if hand.chance(0.9) else hand.anybody()
    mint = hand.one((hand.campus.at.energy_mint(), hand.campus.at.credit_mint()))
    return owner, hand.one(hand.state.held_by(owner, mint))


def _amount(hand: Hand, source: Pubkey) -> int:
    held = hand.state.balance(source)
    return held if hand.chance(0.05) else hand.amount(held // 20, 64)


def transfer(hand: Hand) -> list[Instruction]:
    owner, source = _own(hand)
    mint = hand.state.tokens[source].mint
    vault = hand.campus.at.energy_vault()
    if mint == hand.campus.at.credit_mint():
        vault = hand.campus.at.credit_vault()
    alike = [a for a, t in hand.state.tokens.items() if t.mint == mint]
    to = vault if hand.chance(0.3) else hand.one(alike)
    by = owner if hand.chance(0.95) else hand.anybody()
    return [token_instruction(units(3, _amount(hand, source)), [source, to], by)]


def delegation(hand: Hand, source: Pubkey, owner: Pubkey) -> Instruction:
    """Let trading move as much as it likes, as whoever trades ahead or by agents does."""
    delegate = hand.campus.at.vault_authority()
    accounts = [*metas(source, writable=True), *metas(delegate), *metas(owner, signs=True)]
    return Instruction(TOKEN_PROGRAM, units(4, PLENTY), accounts)


def approve(hand: Hand) -> list[Instruction]:
    owner, source = _own(hand)
    delegate = hand.campus.at.vault_authority() if hand.chance(0.9) else hand.anybody()
    amount = PLENTY if hand.chance(0.6) else hand.amount(hand.state.balance(source), 64)
    accounts = [*metas(source, writable=True), *metas(delegate), *metas(owner, signs=True)]
    return [Instruction(TOKEN_PROGRAM, units(4, amount), accounts)]


def revoke(hand: Hand) -> list[Instruction]:
    owner, source = _own(hand)
    return [token_instruction(b"\5", [source], owner)]


def burn(hand: Hand) -> list[Instruction]:
    owner, source = _own(hand)
    mint = hand.state.tokens[source].mint
    return [token_instruction(units(8, _amount(hand, source)), [source, mint], owner)]


def mint_to(hand: Hand) -> list[Instruction]:
    """Nobody may: the mint authority is a program's own address."""
    owner, source = _own(hand)
    mint = hand.state.tokens[source].mint
    return [token_instruction(units(7, hand.amount(10**9, 64)), [mint, source], owner)]


def _spare(hand: Hand) -> tuple[Pubkey, Pubkey]:
    """Return an owner and an account of it: rather one that it has besides its usual one."""
    owner, source = _own(hand)
    usual = {hand.campus.at.energy_account(owner), hand.campus.at.credit_account(owner)}
    spare = [(t.owner, a) for a, t in hand.state.tokens.items() if t.owner == owner and a not in usual]
    if hand.chance(0.6):
        spare = _named(hand) or spare
    return hand.one(spare if spare or hand.chance(0.9) else [(owner, source)])


def _named(hand: Hand) -> list[tuple[Pubkey, Pubkey]]:
    """Return accounts that promises are paid to, which their owners may close or give away all the same."""
    waiting = [r for r in hand.state.of("Reservation").values() if r["state"] == 0]
    paid = {r[n] for r in waiting for n in ("buyer_energy", "buyer_credit", "seller_credit")}
    tokens = hand.state.tokens
    usual = {hand.campus.at.credit_account(t.owner) for t in tokens.values()}
    return [(tokens[a].owner, a) for a in paid if a in tokens and a not in usual]


def close_account(hand: Hand) -> list[Instruction]:
    """Empty an account and close it."""
    owner, source = _spare(hand)
    mint, held = hand.state.tokens[source].mint, hand.state.balance(source)
    others = [a for a in hand.state.held_by(owner, mint) if a != source]
    emptying = [token_instruction(units(3, held), [source, hand.one(others)], owner)] if held else []
    return [*emptying, token_instruction(b"\x09", [source, owner], owner)]


def give_away(hand: Hand) -> list[Instruction]:
    """Set an account's owner, or who may close it."""
    owner, source = _spare(hand)
    kind = hand.one((2, 2, 2, 3))
    data = bytes([6, kind, 1]) + bytes(hand.anybody())
    return [token_instruction(data, [source], owner)]


def take_mint(hand: Hand) -> list[Instruction]:
    """Nobody may set the mints' or the vaults' authorities."""
    at = hand.campus.at
    target = hand.one((at.energy_mint(), at.credit_mint(), at.energy_vault(), at.credit_vault()))
    data = bytes([6, hand.one((0, 1, 2, 3)), 1]) + bytes(hand.anybody())
    return [token_instruction(data, [target], hand.anybody())]


def open_account(hand: Hand) -> list[Instruction]:
    """Make a second token account, or the usual one anew."""
    owner = hand.owner() if hand.chance(0.9) else hand.anybody()
    mint = hand.one((hand.campus.at.energy_mint(), hand.campus.at.credit_mint()))
    payer = hand.campus.wallet("payer")
    if hand.chance(0.4):
        return [create_token_account(payer, owner=owner, mint=mint)]
    seed = f"spare {hand.rng.randint(0, 10**9)}"
    address = Pubkey.create_with_seed(payer, seed, TOKEN_PROGRAM)
    made = CreateAccountWithSeedParams(
        from_pubkey=payer,
        to_pubkey=address,
        base=payer,
        seed=seed,
        lamports=RENT,
        space=TOKEN_ACCOUNT_BYTES,
        owner=TOKEN_PROGRAM,
    )
    begun = [*metas(address, writable=True), *metas(mint)]
    initialized = Instruction(TOKEN_PROGRAM, b"\x12" + bytes(owner), begun)
    return [create_account_with_seed(made), initialized]


SplAct = Callable[[Hand], list[Instruction]]
ACTS: dict[SplAct, float] = {
    transfer: 1.5,
    approve: 2,
    revoke: 0.3,
    burn: 0.6,
    mint_to: 0.2,
    close_account: 1.5,
    give_away: 0.7,
    take_mint: 0.2,
    open_account: 2,
}
