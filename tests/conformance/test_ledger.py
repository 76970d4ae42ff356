"""The ledger port, one suite over both adapters: the embedded validator, and JSON-RPC to one.

The rpc adapter speaks to the embedded node's own JSON-RPC, and to a cluster of others where there is one:
that of SOLANA_RPC_URL_TEST, or a ``solana-test-validator`` on the path, which the suite starts for itself.
"""

import struct
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from solders import system_program as system
from solders.hash import Hash
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.signature import Signature
from solders.transaction import VersionedTransaction
from tests.conformance.ledger_places import (
    IDS,
    MINT_BYTES,
    MINT_RENT,
    PROGRAMS,
    SOL,
    FastClock,
    Place,
    embedded,
    genesis_for,
    node_in,
    on_a_cluster,
    over_rpc,
)
from tests.conformance.served import served

from gridtokenx.chain.addresses import TOKEN_PROGRAM, UPGRADEABLE_LOADER, program_data
from gridtokenx.chain.programs import load_binary
from gridtokenx.chain.transaction import MAX_BYTES, sign
from gridtokenx.ledger.litesvm.node import open_node
from gridtokenx.ledger.rpc.ledger import open_rpc
from gridtokenx.port.ledger import Receipt, TransactionRefused

NOT_DEPLOYED = "our programs are not on this cluster: `gridtokenx ledger deploy` puts them there"


@pytest.fixture(scope="module", params=[embedded, over_rpc, on_a_cluster], ids=["litesvm", "rpc", "cluster"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    opened: Callable[[Path], Iterator[Place]] = request.param
    with opened(tmp_path_factory.mktemp("ledger")) as one:  # type: ignore[attr-defined] # a context manager
        yield one


def send(place: Place, *calls: Instruction, signers: tuple[Keypair, ...] = ()) -> Receipt:
    (receipt,) = place.ledger.send([place.signed(*calls, signers=signers)])
    return receipt


def test_what_succeeds_changes_accounts_and_says_so(place: Place) -> None:
    to = Keypair().pubkey()
    signed = place.signed(place.gift(to, SOL // 50))
    (receipt,) = place.ledger.send([signed])
    assert receipt.signature == signed.signatures[0]
    assert (receipt.error, receipt.custom_code) == (None, None)
    assert place.lamports(to) == SOL // 50
    assert receipt.slot > 0
    assert abs(receipt.time_s - place.ledger.time_s()) < 60
    assert receipt.compute_units == 150
    assert f"Program {system.ID} success" in receipt.logs


def test_what_a_program_refuses_has_its_code_and_costs_the_fee_only(place: Place) -> None:
    before, to = place.lamports(place.payer.pubkey()), Keypair().pubkey()
    receipt = send(place, place.gift(to, SOL // 100), place.gift(to, 10**17))
    assert receipt.error == "InstructionError(1, Custom(1))"
    assert receipt.custom_code == 1
    assert any("insufficient lamports" in line for line in receipt.logs)
    assert place.ledger.account(to) is None
    assert before - place.lamports(place.payer.pubkey()) == 5_000


def test_a_runtimes_error_has_its_name_and_no_code(place: Place) -> None:
    receipt = send(place, Instruction(TOKEN_PROGRAM, b"\xff", []))
    assert receipt.error == "InstructionError(0, Custom(12))"
    receipt = send(place, Instruction(system.ID, b"\xff\xff\xff\xff", []))
    assert (receipt.error, receipt.custom_code) == ("InstructionError(0, InvalidInstructionData)", None)


def test_a_program_of_ours_answers_with_its_own_words(place: Place) -> None:
    if place.ledger.account(PROGRAMS.governance.id) is None:
        pytest.skip(NOT_DEPLOYED)
    receipt = send(place, Instruction(PROGRAMS.governance.id, b"nonsense", []))
    assert receipt.error is not None
    assert receipt.error.startswith("InstructionError(0, ")
    assert any(str(PROGRAMS.governance.id) in line for line in receipt.logs)


def test_a_replay_is_refused(place: Place) -> None:
    to = Keypair().pubkey()
    signed = place.signed(place.gift(to))
    place.ledger.send([signed])
    with pytest.raises(TransactionRefused, match="processed already"):
        place.ledger.send([signed])
    assert place.lamports(to) == SOL // 100


def test_a_replay_in_one_call_enters_once(place: Place) -> None:
    to = Keypair().pubkey()
    signed = place.signed(place.gift(to))
    with pytest.raises(TransactionRefused, match="processed already"):
        place.ledger.send([signed, signed])
    assert place.lamports(to) == SOL // 100


@pytest.mark.parametrize("seed", [b"", b"unknown"])
def test_an_unknown_blockhash_is_refused(place: Place, seed: bytes) -> None:
    to = Keypair().pubkey()
    signed = sign([place.gift(to)], payer=place.payer, blockhash=Hash(seed.ljust(32, b"\0")))
    with pytest.raises(TransactionRefused, match="is not one of"):
        place.ledger.send([signed])
    assert place.ledger.account(to) is None


def test_bad_signatures_missing_ones_and_sizes_are_refused(place: Place) -> None:
    good = place.signed(place.gift(Keypair().pubkey()))
    forged = VersionedTransaction.populate(good.message, [Signature(bytes([5] * 64))])
    missing = VersionedTransaction.populate(good.message, [])
    large = place.signed(Instruction(system.ID, bytes(MAX_BYTES), []))
    for bad, words in ((forged, "SignatureFailure"), (missing, "signature"), (large, f"{MAX_BYTES} at most")):
        with pytest.raises(TransactionRefused, match=words):
            place.ledger.send([bad])
    (receipt,) = place.ledger.send([good])
    assert receipt.error is None


def test_a_payer_without_lamports_is_refused(place: Place) -> None:
    poor = Keypair()
    blockhash = place.ledger.blockhash()
    params = system.TransferParams(from_pubkey=poor.pubkey(), to_pubkey=Keypair().pubkey(), lamports=1)
    with pytest.raises(TransactionRefused, match="AccountNotFound"):
        place.ledger.send([sign([system.transfer(params)], payer=poor, blockhash=blockhash)])


def test_each_transaction_sees_those_before_it(place: Place) -> None:
    chain = [Keypair() for _ in range(6)]
    calls = [
        sign(
            [place.gift(chain[0].pubkey(), SOL // 10)], payer=place.payer, blockhash=place.ledger.blockhash()
        )
    ]
    for n, (giver, taker) in enumerate(pairwise(chain)):
        params = system.TransferParams(
            from_pubkey=giver.pubkey(), to_pubkey=taker.pubkey(), lamports=SOL // 10 - (n + 1) * SOL // 100
        )
        calls.append(sign([system.transfer(params)], payer=giver, blockhash=place.ledger.blockhash()))
    receipts = place.ledger.send(calls)
    assert [receipt.error for receipt in receipts] == [None] * 6
    assert [r.signature for r in receipts] == [c.signatures[0] for c in calls]
    assert place.lamports(chain[-1].pubkey()) == SOL // 10 - 5 * SOL // 100


def test_those_before_a_refused_one_are_done(place: Place) -> None:
    to = Keypair().pubkey()
    bad = sign([place.gift(to)], payer=place.payer, blockhash=Hash(bytes([7] * 32)))
    good = place.signed(place.gift(to))
    with pytest.raises(TransactionRefused):
        place.ledger.send([good, bad])
    assert place.lamports(to) == SOL // 100


def test_many_that_do_not_touch_one_another(place: Place) -> None:
    keys = [Keypair().pubkey() for _ in range(60)]
    receipts = place.ledger.send([place.signed(place.gift(key)) for key in keys])
    assert {receipt.error for receipt in receipts} == {None}
    found = place.ledger.accounts([*keys, Keypair().pubkey()])
    assert [account.address for account in found[:-1] if account] == keys
    assert found[-1] is None


def test_a_group_is_done_when_it_ends(place: Place) -> None:
    first, second = Keypair().pubkey(), Keypair().pubkey()
    with place.ledger.group():
        place.ledger.send([place.signed(place.gift(first))])
        place.ledger.send([place.signed(place.gift(second))])
    assert place.lamports(first) == place.lamports(second) == SOL // 100


def test_an_account_comes_with_owner_and_data(place: Place) -> None:
    mint, calls = place.new_mint()
    assert send(place, *calls, signers=(mint,)).error is None
    account = place.ledger.account(mint.pubkey())
    assert account is not None
    assert (account.owner, account.lamports) == (TOKEN_PROGRAM, MINT_RENT)
    assert (len(account.data), account.executable) == (MINT_BYTES, False)
    assert bytes(place.payer.pubkey()) in account.data
    program = place.ledger.account(TOKEN_PROGRAM)
    assert program is not None
    assert program.executable


def test_a_large_account_comes_whole(place: Place) -> None:
    if place.ledger.account(PROGRAMS.trading.id) is None:
        pytest.skip(NOT_DEPLOYED)
    account = place.ledger.account(program_data(PROGRAMS.trading.id))
    assert account is not None
    assert load_binary("trading") in account.data


def test_a_programs_accounts_by_their_first_bytes(place: Place) -> None:
    if place.public:
        pytest.skip("a cluster of others does not list all token accounts")
    mints = sorted((place.new_mint() for _ in range(3)), key=lambda pair: bytes(pair[0].pubkey()))
    for key, calls in mints:
        assert send(place, *calls, signers=(key,)).error is None
    start = struct.pack("<I", 1) + bytes(place.payer.pubkey())
    found = [*place.ledger.program_accounts(TOKEN_PROGRAM, discriminator=start)]
    addresses = [account.address for account in found]
    assert addresses == sorted(addresses, key=bytes)
    assert {key.pubkey() for key, _ in mints} <= set(addresses)
    assert {account.owner for account in found} == {TOKEN_PROGRAM}
    assert not [*place.ledger.program_accounts(TOKEN_PROGRAM, discriminator=b"\xff" * 8)]
    assert len([*place.ledger.program_accounts(TOKEN_PROGRAM)]) >= len(found)


def test_a_program_with_large_accounts(place: Place) -> None:
    if place.ledger.account(PROGRAMS.trading.id) is None:
        pytest.skip(NOT_DEPLOYED)
    if place.public:
        pytest.skip("a cluster of others does not list the code of all its programs")
    program_data_tag = struct.pack("<I", 3)
    found = [*place.ledger.program_accounts(UPGRADEABLE_LOADER, discriminator=program_data_tag)]
    large = {account.address: account.data for account in found}
    for program in PROGRAMS.all():
        assert load_binary(program.name) in large[program_data(program.id)]
    assert sum(map(len, large.values())) > 400_000


def test_an_account_that_is_emptied_is_gone(place: Place) -> None:
    poor = Keypair()
    send(place, place.gift(poor.pubkey(), SOL // 100))
    params = system.TransferParams(
        from_pubkey=poor.pubkey(), to_pubkey=place.payer.pubkey(), lamports=SOL // 100
    )
    assert send(place, system.transfer(params), signers=(poor,)).error is None
    assert place.ledger.account(poor.pubkey()) is None
    assert place.ledger.accounts([poor.pubkey(), place.payer.pubkey()])[0] is None


def test_history_is_newest_first_and_numbered(place: Place) -> None:
    if place.ledger.account(PROGRAMS.governance.id) is None:
        pytest.skip(NOT_DEPLOYED)
    before = place.ledger.transaction_count()
    sent = [send(place, Instruction(PROGRAMS.oracle.id, bytes([n]) * 8, [])) for n in range(5)]
    count = place.ledger.transaction_count()
    assert count == before + 5
    assert place.ledger.history(limit=3) == sent[:1:-1]
    assert place.ledger.history(limit=2, before=count) == sent[3:1:-1]
    assert place.ledger.history(limit=5, before=1) == []


def test_time_passes_and_can_be_waited_for(place: Place) -> None:
    now = place.ledger.time_s()
    place.ledger.advance_to(now + 2)
    assert place.ledger.time_s() >= now + 2
    place.ledger.advance_to(now)
    assert place.moves or place.ledger.time_s() == now + 2
    assert send(place, place.gift(Keypair().pubkey())).time_s >= now + 2


def test_the_head_moves_with_the_ledger(place: Place) -> None:
    first = place.ledger.head()
    send(place, place.gift(Keypair().pubkey()))
    place.ledger.advance_to(place.ledger.time_s() + 1)
    assert place.ledger.head() != first
    number, _, name = first.partition(":")
    assert number.isdecimal()
    assert len(name) >= 32


def test_state_is_the_same_seen_from_either_side(tmp_path: Path) -> None:
    payer = Keypair()
    with node_in(tmp_path, payer) as node, served(node) as server:
        ledger = open_rpc(server.url, programs=IDS)
        place = Place(ledger, payer, moves=True)
        empty = ledger.state_hash()
        assert empty == node.state_hash()
        for key, calls in (place.new_mint() for _ in range(20)):
            send(place, *calls, signers=(key,))
        assert ledger.state_hash() == node.state_hash() != empty
        assert ledger.genesis_hash == node.genesis_hash
        ledger.close()


def test_an_expired_blockhash_is_refused(tmp_path: Path) -> None:
    payer = Keypair()
    clock = FastClock()
    node = open_node(tmp_path, genesis=genesis_for(payer, int(clock.now_s())), clock=clock)
    with served(node) as server:
        ledger = open_rpc(server.url, programs=IDS)
        for place in (Place(node, payer, moves=True), Place(ledger, payer, moves=True)):
            signed = place.signed(place.gift(Keypair().pubkey()))
            clock.skip(61)
            with pytest.raises(TransactionRefused, match="is not one of"):
                place.ledger.send([signed])
        ledger.close()
    node.close()
