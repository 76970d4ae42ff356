from hypothesis import given
from hypothesis import strategies as st
from solders.address_lookup_table_account import AddressLookupTableAccount
from solders.hash import Hash
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import MessageV0
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction

from gridtokenx.chain.transaction import sign
from gridtokenx.ledger.rpc.wave import WAVE_MAX, waves
from gridtokenx.port.ledger import AnyTransaction

PAYERS = [Keypair.from_seed(bytes([n] * 32)) for n in range(3)]
KEYS = [Pubkey(bytes([100 + n] * 32)) for n in range(4)]
PROGRAM = Pubkey(bytes([99] * 32))
counter = iter(range(10**9))


def touching(*, reads: str = "", writes: str = "", payer: int = 0) -> AnyTransaction:
    """A transaction of its own that reads and writes accounts "a" to "d"."""
    metas = [AccountMeta(KEYS[ord(name) - 97], False, False) for name in reads]
    metas += [AccountMeta(KEYS[ord(name) - 97], False, True) for name in writes]
    call = Instruction(PROGRAM, next(counter).to_bytes(8, "big"), metas)
    return sign([call], payer=PAYERS[payer], blockhash=Hash.default())


def sizes(*transactions: AnyTransaction) -> list[int]:
    return [len(wave) for wave in waves(transactions)]


def test_who_shares_only_a_payer_or_reads_goes_together() -> None:
    assert sizes(touching(writes="a"), touching(writes="b"), touching(reads="c"), touching(reads="c")) == [4]


def test_who_sees_what_another_wrote_waits() -> None:
    assert sizes(touching(writes="a"), touching(writes="a")) == [1, 1]
    assert sizes(touching(writes="a"), touching(reads="a"), touching(reads="a")) == [1, 2]
    assert sizes(touching(reads="a"), touching(reads="b", writes="c"), touching(writes="a")) == [2, 1]


def test_a_payer_that_is_paid_by_another_waits() -> None:
    metas = [AccountMeta(PAYERS[1].pubkey(), False, True)]
    gift = sign([Instruction(PROGRAM, b"", metas)], payer=PAYERS[0], blockhash=Hash.default())
    assert sizes(gift, touching(writes="a", payer=1)) == [1, 1]
    assert sizes(touching(writes="a", payer=1), gift) == [1, 1]


def test_the_same_one_twice_is_a_replay_and_waits() -> None:
    one = touching(reads="a")
    assert sizes(one, one) == [1, 1]


def test_a_wave_has_an_end() -> None:
    assert sizes(*(touching(reads="a") for _ in range(WAVE_MAX + 1))) == [WAVE_MAX, 1]
    assert waves([]) == []


def test_what_a_lookup_table_hides_goes_alone() -> None:
    table = AddressLookupTableAccount(KEYS[3], [KEYS[0]])
    call = Instruction(PROGRAM, b"", [AccountMeta(KEYS[0], False, True)])
    message = MessageV0.try_compile(PAYERS[0].pubkey(), [call], [table], Hash.default())
    hidden = VersionedTransaction(message, [PAYERS[0]])
    assert sizes(touching(reads="b"), hidden, touching(reads="c"), touching(reads="c")) == [1, 1, 2]


@given(st.lists(st.tuples(st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd"))), max_size=12))
def test_waves_keep_the_order_and_hold_no_conflict(plans: list[tuple[set[str], set[str]]]) -> None:
    plain = [(reads - writes, writes) for reads, writes in plans]
    built = [touching(reads="".join(r), writes="".join(w)) for r, w in plain]
    cut = waves(built)
    assert [transaction for wave in cut for transaction in wave] == built
    touched = {bytes(t): plan for t, plan in zip(built, plain, strict=True)}
    for wave in cut:
        for n, one in enumerate(wave):
            for other in wave[:n]:
                (r, w), (r2, w2) = touched[bytes(one)], touched[bytes(other)]
                assert not w & (r2 | w2)
                assert not w2 & (r | w)
