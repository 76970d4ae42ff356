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
