"""Tables of the SQLite file. Times are epoch seconds, energies whole Wh, money credit units.

Rows that are many are clustered by time (``WITHOUT ROWID`` with the start first) and name their meter by
a small integer, so an interval is one short range of pages.
"""

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

ENERGY_FIELDS = ("generated_wh", "consumed_wh", "charged_wh", "discharged_wh", "import_wh", "export_wh")
"""Energies of a reading in the order of its canonical bytes."""

WEATHER_FIELDS = (
    "temperature_c",
    "humidity_pct",
    "wind_m_s",
    "ghi_w_m2",
    "dni_w_m2",
    "dhi_w_m2",
    "condition",
)


def _energies() -> list[Column[int]]:
    return [Column(name, Integer, nullable=False) for name in ENERGY_FIELDS]


schema_version = Table(
    "schema_version",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("subject", Text, nullable=False),
)

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)

meter = Table(
    "meter",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("meter_id", Text, nullable=False, unique=True),
    Column("position", Integer, nullable=False),
)

weather = Table(
    "weather",
    metadata,
    Column("id", Integer, primary_key=True),
    *[Column(name, Float, nullable=False) for name in WEATHER_FIELDS[:-1]],
    Column("condition", Integer, nullable=False),
)

reading = Table(
    "reading",
    metadata,
    Column("start_s", Integer, primary_key=True),
    Column("meter", Integer, primary_key=True),
    Column("length_s", Integer, nullable=False),
    *_energies(),
    Column("quality", Integer, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("voltage_v", Float, nullable=False),
    Column("current_a", Float, nullable=False),
    Column("power_factor", Float, nullable=False),
    Column("battery_soc", Float),
    Column("role", Integer, nullable=False),
    Column("weather", Integer, nullable=False),
    sqlite_with_rowid=False,
)
Index("reading_by_meter", reading.c.meter, reading.c.start_s)


def _rollup(name: str) -> Table:
    return Table(
        name,
        metadata,
        Column("start_s", Integer, primary_key=True),
        Column("meter", Integer, primary_key=True),
        Column("readings", Integer, nullable=False),
        *_energies(),
        sqlite_with_rowid=False,
    )


rollup_hour = _rollup("rollup_hour")
rollup_day = _rollup("rollup_day")

roster = Table(
    "roster",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("meters", Text, nullable=False, unique=True),
)

telemetry = Table(
    "telemetry",
    metadata,
    Column("start_s", Integer, primary_key=True),
    Column("length_s", Integer, nullable=False),
    Column("roster", Integer, nullable=False),
    *_energies(),
    *[Column(name, Float, nullable=False) for name in WEATHER_FIELDS[:-1]],
    Column("condition", Integer, nullable=False),
    Column("frequency_hz", Float, nullable=False),
    Column("by_meter", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

interval_result = Table(
    "interval_result",
    metadata,
    Column("start_s", Integer, primary_key=True),
    Column("length_s", Integer, nullable=False),
    Column("price_ticks", Integer),
    *[
        Column(name, Integer, nullable=False)
        for name in (
            "traded_wh",
            "minted_wh",
            "burned_wh",
            "redeemed_wh",
            "import_wh",
            "export_wh",
            "savings_units",
        )
    ],
)

result_order = Table(
    "result_order",
    metadata,
    Column("start_s", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("meter", Integer, nullable=False),
    Column("side", Text, nullable=False),
    Column("quantity_wh", Integer, nullable=False),
    Column("limit_ticks", Integer, nullable=False),
    Column("filled_wh", Integer, nullable=False),
    Column("address", Text, nullable=False),
    sqlite_with_rowid=False,
)

result_trade = Table(
    "result_trade",
    metadata,
    Column("start_s", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("seller", Integer, nullable=False),
    Column("buyer", Integer, nullable=False),
    Column("quantity_wh", Integer, nullable=False),
    Column("price_ticks", Integer, nullable=False),
    sqlite_with_rowid=False,
)

fleet_snapshot = Table(
    "fleet_snapshot",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("end_s", Integer, nullable=False),
    Column("state", LargeBinary, nullable=False),
)
