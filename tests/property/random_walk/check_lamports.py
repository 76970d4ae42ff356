"""What holds of lamports after every instruction: none appear, and rent goes back to who paid it."""

from tests.property.random_walk.campus import Sent
from tests.property.random_walk.state import State, changes

from gridtokenx.chain.addresses import TOKEN_PROGRAM

SIGNATURE_FEE = 5_000


def check_lamports(sent: Sent) -> None:
    """Hold the lamports of wallets and accounts together, and each closed account's against its payer's."""
    check_fee(sent)
    for wallet, lamports in sent.before.wallets.items():
        assert wallet in sent.signers or sent.after.wallets[wallet] >= lamports, f"{wallet} paid unasked"
    for change in changes(sent.before, sent.after):
        if change.new is None and change.old is not None:
            payer, rent = change.old["payer"], sent.before.raw[change.address].lamports
            gained = sent.after.wallets[payer] - sent.before.wallets[payer]
            assert gained >= rent - _fee(sent), f"the rent of {change.kind} went elsewhere"


def check_fee(sent: Sent) -> None:
    """A transaction costs its signatures' fees and nothing else, those of the precompile among them.

    A token account closes to whatever address its owner names, also to one that is not looked at here.
    """
    if sent.instructions[-1].program_id == TOKEN_PROGRAM:
        assert _fee(sent) >= SIGNATURE_FEE * len(sent.signers), "lamports appeared"
        return
    signatures, rest = divmod(_fee(sent), SIGNATURE_FEE)
    assert rest == 0, "lamports appeared or vanished"
    assert signatures in {len(sent.signers), len(sent.signers) + 1}, "lamports appeared or vanished"


def _fee(sent: Sent) -> int:
    return _total(sent.before) - _total(sent.after)


def _total(state: State) -> int:
    return sum(state.wallets.values()) + sum(a.lamports for a in state.raw.values())
