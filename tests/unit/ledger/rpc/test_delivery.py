import pytest
from solders.hash import Hash
from solders.keypair import Keypair
from solders.signature import Signature
from solders.transaction import VersionedTransaction
from tests.unit.ledger.rpc.conftest import BLOCKHASH, Refuse, Town, pay

from gridtokenx.ledger.rpc.delivery import LONGEST_S, Delivery, OutcomeUnknown, fault_of
from gridtokenx.port.ledger import TransactionRefused


def test_what_is_sent_is_confirmed(town: Town, delivery: Delivery) -> None:
    transactions = [pay(n) for n in range(1, 6)]
    done = delivery.deliver(transactions)
    assert set(done) == {transaction.signatures[0] for transaction in transactions}
    assert len(town.sent) == 5


def test_what_is_lost_is_sent_again(town: Town, delivery: Delivery) -> None:
    town.lose = 3
    done = delivery.deliver([pay(1)])
    assert len(done) == 1
    assert len(town.sent) == 4
    assert 6 <= town.now <= 10


def test_what_expires_is_refused_in_words_and_not_before(town: Town, delivery: Delivery) -> None:
    town.lose = 10**6
    delivery.remember(BLOCKHASH, town.last_height)
    with pytest.raises(TransactionRefused, match=r"blockhash .* is not one of the ledger's last 150"):
        delivery.deliver([pay(1)])
    assert town.height > town.last_height


def test_one_that_landed_late_is_no_refusal(town: Town, delivery: Delivery) -> None:
    town.lose = 10**6
    delivery.remember(BLOCKHASH, town.last_height)
    transaction = pay(1)

    def height(_: object) -> int:
        if town.height > town.last_height:
            town.landed[str(transaction.signatures[0])] = {
                "slot": 1,
                "err": None,
                "confirmationStatus": "confirmed",
            }
        return town.height

    town.hooks["getBlockHeight"] = height
    assert len(delivery.deliver([transaction])) == 1


def test_what_cannot_enter_is_known_before_anything_is_sent(town: Town, delivery: Delivery) -> None:
    delivery.deliver([pay(1)])
    sent = len(town.sent)
    forged = VersionedTransaction.populate(pay(9).message, [Signature(bytes([5] * 64))])
    stale = pay(3, blockhash=Hash(bytes([8] * 32)))
    refused = delivery.refusals([pay(1), pay(2), pay(2), stale, forged, pay(4)])
    reasons = {
        0: "processed already",
        2: "processed already",
        3: "sign with a new one",
        4: "SignatureFailure",
    }
    assert {place: words in str(refused[place]) for place, words in reasons.items()} == dict.fromkeys(
        reasons, True
    )
    assert set(refused) == set(reasons)
    assert len(town.sent) == sent
    assert delivery.refusals([]) == {}


def test_a_nodes_refusal_counts_unless_the_transaction_is_there(town: Town, delivery: Delivery) -> None:
    def refuse(_: object) -> object:
        raise Refuse(-32003, "Transaction signature verification failure")

    town.hooks["sendTransaction"] = refuse
    with pytest.raises(TransactionRefused, match="verification failure"):
        delivery.deliver([pay(1)])

    def simulated(_: object) -> object:
        raise Refuse(-32002, "Transaction simulation failed", data={"err": "AccountNotFound", "logs": []})

    town.hooks["sendTransaction"] = simulated
    with pytest.raises(TransactionRefused, match=r"refused: AccountNotFound$"):
        delivery.deliver([pay(1)])

    def land_and_refuse(params: list[object]) -> object:
        town.sendTransaction(params)
        raise Refuse(-32002, "This transaction has already been processed")

    town.hooks["sendTransaction"] = land_and_refuse
    assert len(delivery.deliver([pay(2)])) == 1


def test_a_node_that_is_behind_may_not_know_a_blockhash_yet(town: Town, delivery: Delivery) -> None:
    def behind(params: list[object]) -> object:
        if town.now < 3:
            raise Refuse(-32002, "Blockhash not found", data={"err": "BlockhashNotFound"})
        return town.sendTransaction(params)

    town.hooks["sendTransaction"] = behind
    assert len(delivery.deliver([pay(1)])) == 1
    delivery.remember(BLOCKHASH, town.height - 1)
    town.now = 0
    with pytest.raises(TransactionRefused, match="sign with a new one"):
        delivery.deliver([pay(2)])


def test_why_nothing_arrives_is_asked_once(town: Town, delivery: Delivery) -> None:
    town.lose = 10**6
    town.hooks["simulateTransaction"] = lambda _: town.here({"err": "AccountNotFound"})
    with pytest.raises(TransactionRefused, match="AccountNotFound"):
        delivery.deliver([pay(1, payer=Keypair())])
    assert town.calls.count("simulateTransaction") == 1
    assert town.now < 10


def test_a_cluster_that_stands_still_leaves_the_outcome_open(town: Town, delivery: Delivery) -> None:
    town.lose = 10**6
    town.hooks["getBlockHeight"] = lambda _: 100
    delivery.remember(BLOCKHASH, town.last_height)
    with pytest.raises(OutcomeUnknown, match="stands still"):
        delivery.deliver([pay(1)])
    assert town.now > LONGEST_S


def test_a_processed_transaction_is_not_confirmed_yet(town: Town, delivery: Delivery) -> None:
    def processed(params: list[object]) -> object:
        status = "confirmed" if town.now > 5 else "processed"
        found = {"slot": 1, "err": None, "confirmationStatus": status}
        return town.here([found if town.sent else None for _ in params[0]])  # type: ignore[attr-defined] # a list

    town.hooks["getSignatureStatuses"] = processed
    delivery.deliver([pay(1)])
    assert town.now > 5


def test_bad_signatures_and_sizes_are_seen_before_sending() -> None:
    good = pay(1)
    assert fault_of(good) is None
    forged = VersionedTransaction.populate(good.message, [Signature(bytes([5] * 64))])
    assert "SignatureFailure" in str(fault_of(forged))
    missing = VersionedTransaction.populate(good.message, [])
    assert "no signature" in str(fault_of(missing))
