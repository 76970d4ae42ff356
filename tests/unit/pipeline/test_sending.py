import pytest
from solders.keypair import Keypair
from solders.system_program import TransferParams, transfer

from gridtokenx.chain.errors import ProgramError
from gridtokenx.pipeline.sending import Step
from gridtokenx.pipeline.site import Site


def test_steps_are_sent_in_order_and_paid_by_the_operator(site: Site) -> None:
    me, other = site.operator().pubkey(), Keypair().pubkey()
    steps = [
        Step((transfer(TransferParams(from_pubkey=me, to_pubkey=other, lamports=n * 10**6)),)) for n in (1, 2)
    ]
    receipts = site.sender.send(steps)
    assert [r.error for r in receipts] == [None, None]
    account = site.ledger.account(other)
    assert account is not None
    assert account.lamports == 3 * 10**6


def test_a_refusal_names_program_and_reason(site: Site) -> None:
    stranger = Keypair()
    pause = site.programs.governance.instruction(
        "pause", accounts={"authority": stranger.pubkey()}, args={"mask": 1}
    )
    with pytest.raises(ProgramError, match=r"governance.*Unauthorized"):
        site.sender.send([Step((pause,), (stranger,))])


def test_many_instructions_are_packed_into_few_transactions(site: Site) -> None:
    me = site.operator().pubkey()
    one = [
        transfer(TransferParams(from_pubkey=me, to_pubkey=Keypair().pubkey(), lamports=10**6))
        for _ in range(40)
    ]
    receipts = site.sender.send_packed(one)
    assert 1 < len(receipts) < 5


def test_neighbours_share_a_transaction_with_all_their_signers(site: Site) -> None:
    me, owners = site.operator().pubkey(), [Keypair() for _ in range(3)]
    steps = [
        Step((transfer(TransferParams(from_pubkey=me, to_pubkey=owner.pubkey(), lamports=10**8)),))
        for owner in owners
    ]
    back = [
        Step((transfer(TransferParams(from_pubkey=owner.pubkey(), to_pubkey=me, lamports=10**7)),), (owner,))
        for owner in owners
    ]
    (receipt,) = site.sender.send_together([*steps, *back])
    assert receipt.error is None
    left = site.ledger.accounts([owner.pubkey() for owner in owners])
    assert [account.lamports for account in left if account is not None] == [9 * 10**7] * 3


def test_a_step_that_fails_takes_its_neighbours_with_it(site: Site) -> None:
    me, other, poor = site.operator().pubkey(), Keypair().pubkey(), Keypair()
    good = Step((transfer(TransferParams(from_pubkey=me, to_pubkey=other, lamports=10**8)),))
    bad = Step((transfer(TransferParams(from_pubkey=poor.pubkey(), to_pubkey=me, lamports=10**8)),), (poor,))
    with pytest.raises(ProgramError):
        site.sender.send_together([good, bad])
    assert site.ledger.account(other) is None


def test_the_same_steps_give_the_same_bytes(site: Site) -> None:
    me, other = site.operator().pubkey(), Keypair.from_seed(bytes([3] * 32))
    step = Step((transfer(TransferParams(from_pubkey=me, to_pubkey=other.pubkey(), lamports=1)),), (other,))
    blockhash = site.ledger.blockhash()
    first, second = (site.sender.sign([step], site.sender.build([step], blockhash)) for _ in range(2))
    assert [bytes(t) for t in first] == [bytes(t) for t in second]
