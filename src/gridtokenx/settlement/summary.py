"""A run in a few numbers, added up interval by interval; all sums are integers."""

from collections.abc import Iterable
from dataclasses import dataclass

from gridtokenx.settlement.result import IntervalResult


@dataclass(frozen=True, slots=True)
class RunSummary:
    """Sums over cleared intervals; energies in Wh, amounts in credit units [10^-6 credit]."""

    intervals: int = 0
    priced_intervals: int = 0
    """Intervals in which something was traded."""
    traded_wh: int = 0
    minted_wh: int = 0
    burned_wh: int = 0
    redeemed_wh: int = 0
    import_wh: int = 0
    export_wh: int = 0
    orders: int = 0
    filled_orders: int = 0
    """Orders that traded at least in part."""
    trades: int = 0
    turnover_units: int = 0
    savings_units: int = 0
    price_sum_ticks: int = 0
    price_min_ticks: int | None = None
    price_max_ticks: int | None = None

    @property
    def price_mean_ticks(self) -> float | None:
        """Mean of the clearing prices, each interval counting once, or None without any."""
        return self.price_sum_ticks / self.priced_intervals if self.priced_intervals else None

    @property
    def price_weighted_ticks(self) -> float | None:
        """Mean price of a traded watt-hour, or None when none was traded."""
        return self.turnover_units / self.traded_wh if self.traded_wh else None

    @property
    def local_share(self) -> float | None:
        """Share of what the meters drew that a neighbour sold, 0 to 1, or None when nothing was drawn."""
        return self.traded_wh / self.import_wh if self.import_wh else None

    def add(self, result: IntervalResult) -> "RunSummary":
        """Return the summary with one more interval."""
        price = result.price_ticks
        prices = [p for p in (self.price_min_ticks, self.price_max_ticks, price) if p is not None]
        return RunSummary(
            intervals=self.intervals + 1,
            priced_intervals=self.priced_intervals + (price is not None),
            traded_wh=self.traded_wh + result.traded_wh,
            minted_wh=self.minted_wh + result.minted_wh,
            burned_wh=self.burned_wh + result.burned_wh,
            redeemed_wh=self.redeemed_wh + result.redeemed_wh,
            import_wh=self.import_wh + result.import_wh,
            export_wh=self.export_wh + result.export_wh,
            orders=self.orders + len(result.orders),
            filled_orders=self.filled_orders + sum(order.filled_wh > 0 for order in result.orders),
            trades=self.trades + len(result.trades),
            turnover_units=self.turnover_units + result.traded_wh * (price or 0),
            savings_units=self.savings_units + result.savings_units,
            price_sum_ticks=self.price_sum_ticks + (price or 0),
            price_min_ticks=min(prices, default=None),
            price_max_ticks=max(prices, default=None),
        )


def summarise(results: Iterable[IntervalResult]) -> RunSummary:
    """Add up results."""
    summary = RunSummary()
    for result in results:
        summary = summary.add(result)
    return summary
