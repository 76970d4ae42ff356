"""Invariant 1 of the ledger: what is minted is a verified surplus, and goes to the meter's owner.

Under `engineering` a reading mints its surplus in the same transaction; under `regulators` it mints nothing,
and energy comes into being when an approved certificate is issued (``certificate.py``).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from solders.pubkey import Pubkey

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.chain.program import Event
from gridtokenx.ledger.invariant.rule import Fault, View, address, number
from gridtokenx.ledger.invariant.seen import Seen
from gridtokenx.ledger.invariant.token_move import Move

ENGINEERING = 0


@dataclass(slots=True)
class SurplusRule:
    """Holds every minting against the readings, and later the certificates, that stand for it."""

    attested_wh: int = 0

    def start(self, view: View) -> Iterable[Fault]:
        """Nothing is needed."""
        del view
        return ()

    def step(self, seen: Seen, view: View) -> Iterable[Fault]:
        """Compare what was minted, to whom, with the surplus of the readings attested beside it."""
        mint = view.addresses.energy_mint()
        minted: Counter[Pubkey | None] = Counter()
        for move in seen.moves:
            if move.kind is Move.MINT and move.mint == mint and move.destination is not None:
                minted[seen.owners.get(move.destination)] += move.amount
        readings = [event for event in seen.events if event.name == "ReadingAttested"]
        if not readings and not minted:
            return
        mints = _mints_at_once(view)
        due: Counter[Pubkey | None] = Counter()
        for event in readings:
            yield from _reading(event, mints=mints)
            due[_owner(event, view)] += number(event.data, "minted_wh") * UNITS_PER_WH
        for event in seen.events:
            if event.name == "CertificateIssued":
                due[_producer(event, view)] += number(event.data, "minted_wh") * UNITS_PER_WH
        yield from _compare(minted, +due)
        self.attested_wh += sum(due.values()) // UNITS_PER_WH

    def end(self, view: View) -> Iterable[Fault]:
        """Compare the counter with the sum over all meters' feeds and certificates."""
        state = view.read(view.programs.energy_token, "TokenState", view.addresses.token_state())
        feeds = sum(number(fields, "minted_wh") for _, fields in view.all(view.programs.oracle, "MeterFeed"))
        certified = view.all(view.programs.energy_token, "MeterCertification")
        total = feeds + sum(number(fields, "minted_wh") for _, fields in certified)
        if state is not None and number(state, "minted_wh") != total:
            told = f"the counter says {state['minted_wh']} Wh"
            yield Fault("MINT_WITHOUT_READING", f"all meters together minted {total} Wh, {told}")


def _mints_at_once(view: View) -> bool:
    """Return whether a reading mints its surplus, or nothing because regulators approve first."""
    config = view.read(view.programs.governance, "Config", view.addresses.config())
    return config is not None and number(config, "model") == ENGINEERING


def _owner(event: Event, view: View) -> Pubkey | None:
    meter = view.read(view.programs.registry, "Meter", address(event.data, "meter"))
    return address(meter, "owner") if meter else None


def _producer(event: Event, view: View) -> Pubkey | None:
    program = view.programs.energy_token
    certificate = view.read(program, "Certificate", address(event.data, "certificate"))
    return address(certificate, "producer") if certificate else None


def _reading(event: Event, *, mints: bool) -> Iterator[Fault]:
    surplus = max(number(event.data, "export_wh") - number(event.data, "import_wh"), 0)
    if number(event.data, "minted_wh") != (surplus if mints else 0):
        yield Fault(
            "MINT_NOT_SURPLUS",
            f"meter {event.data['meter']} minted {event.data['minted_wh']} Wh for a surplus of {surplus} Wh",
        )


def _compare(minted: Counter[Pubkey | None], due: Counter[Pubkey | None]) -> Iterator[Fault]:
    if minted.total() != due.total():
        yield Fault(
            "MINT_WITHOUT_READING",
            f"{minted.total()} units were minted, the attested readings give {due.total()}",
        )
    elif minted != due:
        strays = ", ".join(f"{units} units to {owner}" for owner, units in (minted - due).items())
        yield Fault("MINT_MISDIRECTED", f"minted for others than the meters' owners: {strays}")
