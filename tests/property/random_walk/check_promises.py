"""What holds of readings, promises and certificates after every instruction."""

from collections import Counter

from solders.pubkey import Pubkey
from tests.property.random_walk.campus import INTERVAL_S, Sent
from tests.property.random_walk.state import Fields, State

DAY_S = 86_400
REJECTED, LAPSED = 2, 3
REQUESTED = 0


def check_readings(sent: Sent) -> None:
    """Each reading counts once, and a batch counts what it may."""
    for address, feed in sent.after.of("MeterFeed").items():
        old = sent.before.of("MeterFeed").get(address)
        if old is not None and feed is not old:
            assert feed["sequence"] == old["sequence"] + 1
            assert feed["last_end"] >= old["last_end"] + INTERVAL_S, "an interval was attested twice"
            assert feed["last_end"] <= sent.now_s, "attested before it ended"
            exported, imported = (feed[n] - old[n] for n in ("export_wh", "import_wh"))
            assert feed["surplus_wh"] - old["surplus_wh"] == max(exported - imported, 0)
            assert (exported, imported) == (feed["last_export_wh"], feed["last_import_wh"])
    for batch in sent.after.of("Batch").values():
        if any(batch["root"]):
            assert batch["attested"] <= batch["count"]


def check_promises(state: State) -> None:
    """Books and covers count the reservations that wait, and nothing is delivered that was not promised."""
    waiting: Counter[tuple[int, int]] = Counter()
    by_meter: Counter[tuple[Pubkey, int]] = Counter()
    for flow in state.of("Reservation").values():
        assert flow["covered_wh"] <= flow["delivered_wh"] <= flow["wh"]
        if flow["state"] == 0:
            waiting[flow["zone"], flow["start"]] += 1
            by_meter[flow["buyer_meter"], flow["start"]] += 1
            by_meter[flow["seller_meter"], flow["start"]] += 1
    for book in state.of("ForwardBook").values():
        assert book["reserved"] - book["resolved"] == waiting.pop((book["zone"], book["start"]), 0)
        assert book["delivered_wh"] <= book["promised_wh"] - book["returned_wh"]
        assert book["covered_wh"] <= book["delivered_wh"]
    for cover in state.of("Cover").values():
        assert cover["unresolved"] == by_meter.pop((cover["meter"], cover["start"]), 0)
        assert cover["delivered_wh"] <= cover["promised_wh"]
        assert cover["covered_wh"] <= cover["expected_wh"]
    assert not waiting, "a promise without its book"
    assert not by_meter, "a promise without its cover"


def check_certificates(state: State) -> None:
    """Certified energy was generated, and each quarter hour is certified once."""
    of_meter: dict[Pubkey, list[Fields]] = {}
    for certificate in state.of("Certificate").values():
        of_meter.setdefault(certificate["meter"], []).append(certificate)
    feeds = {f["meter"]: f for f in state.of("MeterFeed").values()}
    for totals in state.of("MeterCertification").values():
        found = of_meter.get(totals["meter"], [])
        _check_totals(totals, found, feeds[totals["meter"]])
    days = {(d["meter"], d["day"]): d["taken"] for d in state.of("CertifiedDay").values()}
    taken = {key: _quarters(bits) for key, bits in days.items() if any(bits)}
    assert taken == _certified(of_meter), "quarter hours that are taken are not those certified"


def _check_totals(totals: Fields, found: list[Fields], feed: Fields) -> None:
    issued = [c for c in found if c["status"] not in {REQUESTED, REJECTED, LAPSED}]
    requested = [c for c in found if c["status"] == REQUESTED]
    assert totals["certified_wh"] == sum(c["wh"] for c in issued)
    assert totals["requested_wh"] == sum(c["wh"] for c in requested)
    assert totals["requested_surplus_wh"] == sum(c["surplus_wh"] for c in requested)
    assert totals["certified_wh"] + totals["requested_wh"] <= feed["generated_wh"], "over generation"
    assert len({c["serial"] for c in found}) == len(found) == totals["next_serial"] - 1


def _quarters(bits: list[int]) -> set[int]:
    return {word * 32 + bit for word, value in enumerate(bits) for bit in range(32) if value >> bit & 1}


def _certified(of_meter: dict[Pubkey, list[Fields]]) -> dict[tuple[Pubkey, int], set[int]]:
    taken: dict[tuple[Pubkey, int], set[int]] = {}
    for meter, found in of_meter.items():
        for certificate in found:
            if certificate["parent_serial"] or certificate["status"] in {REJECTED, LAPSED}:
                continue
            for second in range(certificate["start"], certificate["end"], INTERVAL_S):
                day = taken.setdefault((meter, second // DAY_S), set())
                quarter = second % DAY_S // INTERVAL_S
                assert quarter not in day, "a quarter hour was certified twice"
                day.add(quarter)
    return taken
