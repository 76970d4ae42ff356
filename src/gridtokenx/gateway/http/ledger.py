"""The ledger and what owners hold on it: /api/ledger, /api/ledger/transactions, /api/balances."""

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import get
from litestar.params import QueryParameter

from gridtokenx.base.units import UNITS_PER_WH, WH_PER_KWH, credit_of
from gridtokenx.gateway.http.asking import Service
from gridtokenx.gateway.http.problem import refusals
from gridtokenx.gateway.http.time_range import utc
from gridtokenx.port.ledger import Receipt

TRANSACTIONS_MAX = 1_000


class BalanceView(msgspec.Struct, frozen=True):
    """What a meter's owner holds; `energy_tokens` in base units (1 kWh = 10^9), `credits` as decimal text."""

    meter_id: str
    wallet: str
    energy_kwh: float
    energy_tokens: str
    credits: str


class LedgerState(msgspec.Struct, frozen=True):
    """State of the ledger: program ids by name, how many transactions, the head hash, its own clock."""

    programs: dict[str, str]
    transactions: int
    head: str
    time: datetime
    authority: str


class TransactionView(msgspec.Struct, frozen=True):
    """A receipt; `number` counts from 1 (null in a stream), `error` is null when it took effect."""

    number: int | None
    signature: str
    slot: int
    time: datetime
    error: str | None
    custom_code: int | None
    compute_units: int
    logs: list[str]


@get("/api/balances", tags=["ledger"], summary="Balances of all owners")
async def get_balances(service: Service) -> list[BalanceView]:
    """Return what each meter's owner holds, in the campus's order."""
    return [
        BalanceView(
            meter_id=b.meter_id,
            wallet=b.wallet,
            energy_kwh=b.energy_units / (UNITS_PER_WH * WH_PER_KWH),
            energy_tokens=str(b.energy_units),
            credits=f"{credit_of(b.credit_units):f}",
        )
        for b in await service.balances()
    ]


@get("/api/ledger", tags=["ledger"], summary="State of the ledger")
async def get_ledger(service: Service) -> LedgerState:
    """Return the programs, the number of transactions and the head."""
    view = await service.ledger()
    return LedgerState(
        programs=dict(view.programs),
        transactions=view.transactions,
        head=view.head,
        time=utc(view.time_s),
        authority=view.authority,
    )


@get("/api/ledger/transactions", tags=["ledger"], summary="Transactions", responses=refusals(422))
async def get_transactions(
    service: Service,
    limit: Annotated[
        int, QueryParameter(description="Most receipts to return.", ge=1, le=TRANSACTIONS_MAX)
    ] = 50,
    before: Annotated[
        int | None,
        QueryParameter(
            description="Only transactions with a number below this one.",
            ge=1,
            le=2**53,
        ),
    ] = None,
) -> list[TransactionView]:
    """Return receipts, newest first; the last one's number is `before` of the next page."""
    past_newest = (await service.ledger()).transactions + 1
    below = past_newest if before is None else min(before, past_newest)
    receipts = await service.transactions(limit=limit, before=below)
    return [transaction_view(receipt, number=below - n) for n, receipt in enumerate(receipts, 1)]


def transaction_view(receipt: Receipt, *, number: int | None) -> TransactionView:
    """Return a receipt as callers see it."""
    return TransactionView(
        number=number,
        signature=str(receipt.signature),
        slot=receipt.slot,
        time=utc(receipt.time_s),
        error=receipt.error,
        custom_code=receipt.custom_code,
        compute_units=receipt.compute_units,
        logs=list(receipt.logs),
    )
