import pytest
from solders.keypair import Keypair
from solders.signature import Signature
from solders.transaction import VersionedTransaction
from tests.unit.ledger.rpc.conftest import BLOCKHASH, PROGRAM, Refuse, Town, account_json, pay

from gridtokenx.chain.loader import CLOCK_SYSVAR
from gridtokenx.ledger.rpc.ledger import AirdropRefused, ClockStandsStill, RpcLedger, open_rpc
from gridtokenx.ledger.rpc.transport import LedgerUnreachable
from gridtokenx.port.ledger import TransactionRefused


def test_receipts_come_in_the_order_of_the_transactions(town: Town, ledger: RpcLedger) -> None:
    transactions = [pay(n) for n in range(1, 20)]
    receipts = ledger.send(transactions)
    assert [r.signature for r in receipts] == [t.signatures[0] for t in transactions]
    assert receipts[0].logs == ("Program log: hi",)
    assert receipts[0].compute_units == 450
    assert receipts[0].error is None


def test_a_blockhash_is_kept_until_something_is_sent(town: Town, ledger: RpcLedger) -> None:
    assert ledger.blockhash() == ledger.blockhash() == BLOCKHASH
    assert town.calls.count("getLatestBlockhash") == 1
    ledger.send([pay(1)])
    ledger.blockhash()
    assert town.calls.count("getLatestBlockhash") == 2
    town.now += 11
    ledger.blockhash()
    assert town.calls.count("getLatestBlockhash") == 3


def test_those_before_a_bad_one_are_sent(town: Town, ledger: RpcLedger) -> None:
    forged = VersionedTransaction.populate(pay(2).message, [Signature(bytes([5] * 64))])
    with pytest.raises(TransactionRefused, match="SignatureFailure"):
        ledger.send([pay(1), forged, pay(3)])
    assert len(town.landed) == 1


def test_the_same_one_twice_enters_once(town: Town, ledger: RpcLedger) -> None:
    with pytest.raises(TransactionRefused, match="processed already"):
        ledger.send([pay(1), pay(1)])
    assert len(town.sent) == 1


def test_in_any_order_the_others_go_where_one_is_refused(town: Town, ledger: RpcLedger) -> None:
    ledger.send([pay(1)])
    with pytest.raises(TransactionRefused, match="processed already"):
        ledger.send_in_any_order([pay(2), pay(1), pay(3)])
    assert len(town.landed) == 3
    assert [r.error for r in ledger.send_in_any_order([pay(n) for n in range(4, 300)])] == [None] * 296


def test_what_is_paid_to_a_payer_comes_before_what_it_pays(town: Town, ledger: RpcLedger) -> None:
    poor = Keypair()
    gift = pay(int.from_bytes(bytes(poor.pubkey()), "big"), amount=5)
    ledger.send([gift, pay(2, payer=poor)])
    kept = [name for name in town.calls if name in {"sendTransaction", "getSignatureStatuses"}]
    assert kept[1:] == ["sendTransaction", "getSignatureStatuses"] * 2


def test_a_receipt_without_a_log_has_what_is_known(town: Town, ledger: RpcLedger) -> None:
    town.hooks["getTransaction"] = lambda _: None
    (receipt,) = ledger.send([pay(1)])
    assert (receipt.error, receipt.logs, receipt.time_s) == (None, (), town.clock_s)
    assert receipt.slot == town.landed[str(receipt.signature)]["slot"]


def test_a_node_without_a_history_is_asked_once(town: Town, ledger: RpcLedger) -> None:
    def no_history(_: object) -> object:
        raise Refuse(-32011, "Transaction history is not available from this node")

    town.hooks["getTransaction"] = no_history
    receipts = ledger.send([pay(1), pay(2)])
    assert [r.error for r in receipts] == [None, None]
    ledger.send([pay(3)])
    assert town.calls.count("getTransaction") <= 2
    assert town.now < 1


def test_history_is_numbered_and_each_receipt_asked_for_once(town: Town, ledger: RpcLedger) -> None:
    ledger.send([pay(n) for n in range(1, 6)])
    asked = town.calls.count("getTransaction")
    assert ledger.transaction_count() == 5
    newest = ledger.history(limit=2)
    assert [str(r.signature) for r in newest] == [*town.landed][:2:-1]
    assert ledger.history(limit=9, before=3)[0].signature == ledger.history(limit=4)[3].signature
    assert town.calls.count("getTransaction") == asked


def test_accounts_are_asked_for_a_hundred_at_a_time(town: Town, ledger: RpcLedger) -> None:
    keys = [Keypair().pubkey() for _ in range(250)]
    town.accounts = {str(keys[200]): account_json(b"x")}
    found = ledger.accounts(keys)
    assert [n for n, account in enumerate(found) if account] == [200]
    assert town.calls.count("getMultipleAccounts") == 3
    assert ledger.account(keys[0]) is None
    assert ledger.accounts([]) == []
    assert list(ledger.program_accounts(PROGRAM, discriminator=b"y")) == []


def clock(time_s: int) -> object:
    return account_json(bytes(32) + time_s.to_bytes(8, "little", signed=True))


def test_time_is_the_clock_sysvars_else_the_blocks(town: Town, ledger: RpcLedger) -> None:
    assert ledger.time_s() == town.clock_s
    town.accounts[str(CLOCK_SYSVAR)] = clock(1_700_000_000)
    assert ledger.time_s() == 1_700_000_000


def test_waiting_ends_with_the_clock_or_when_it_stands_still(town: Town, ledger: RpcLedger) -> None:
    town.hooks["getMultipleAccounts"] = lambda _: town.here([clock(1_000 + int(town.now))])
    ledger.advance_to(1_005)
    assert 5 <= town.now < 6
    ledger.advance_to(900)
    assert town.now < 6
    town.hooks["getMultipleAccounts"] = lambda _: town.here([clock(1_000)])
    with pytest.raises(ClockStandsStill, match=r"stands at 1000, 60 s short"):
        ledger.advance_to(1_060)


def test_head_and_rent_and_an_empty_group(town: Town, ledger: RpcLedger) -> None:
    assert ledger.head() == f"1100:{BLOCKHASH}"
    assert ledger.rent_exempt(0) == 890_880
    with ledger.group():
        assert ledger.url == "http://cluster.test/..."
    assert len(ledger.state_hash()) == 64
    ledger.close()


def test_an_airdrop_is_waited_for_or_refused_in_words(town: Town, ledger: RpcLedger) -> None:
    to = Keypair().pubkey()

    def give(_: object) -> str:
        town.accounts[str(to)] = account_json(b"", lamports=5)
        return "signature"

    town.hooks["requestAirdrop"] = give
    ledger.airdrop(to, 5)
    town.hooks["requestAirdrop"] = lambda _: "signature"
    with pytest.raises(AirdropRefused, match="did not come"):
        ledger.airdrop(to, 5)

    def refuse(_: object) -> object:
        raise Refuse(-32600, "no faucet")

    town.hooks["requestAirdrop"] = refuse
    with pytest.raises(AirdropRefused, match=f"no faucet.*send 5 to {to}"):
        ledger.airdrop(to, 5)


def test_an_address_where_nobody_listens_is_said_at_once() -> None:
    with pytest.raises(LedgerUnreachable, match=r"http://127\.0\.0\.1:9 did not answer"):
        open_rpc("http://127.0.0.1:9", programs=[PROGRAM], sleep=lambda _: None)
