from gridtokenx.reading.block import Energies, WeatherPoint
from gridtokenx.store.sqlite import schema


def test_the_energies_are_those_of_a_step_in_its_order() -> None:
    assert Energies.__slots__ == schema.ENERGY_FIELDS


def test_the_weather_is_that_of_a_point_in_its_order() -> None:
    assert WeatherPoint.__slots__ == schema.WEATHER_FIELDS


def test_the_tables_are_those_that_the_documents_name() -> None:
    assert set(schema.metadata.tables) == {
        "schema_version",
        "meta",
        "meter",
        "weather",
        "reading",
        "rollup_hour",
        "rollup_day",
        "roster",
        "telemetry",
        "interval_result",
        "result_order",
        "result_trade",
        "fleet_snapshot",
    }


def test_a_reading_is_one_row_a_meter_and_start() -> None:
    assert [column.name for column in schema.reading.primary_key] == ["start_s", "meter"]
