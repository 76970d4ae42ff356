import json

from typer.testing import CliRunner

from gridtokenx.base.ids import MeterId
from gridtokenx.cli.meter import app
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.reading.engineering_body import parse_engineering
from gridtokenx.reading.signing import verify

RUNNER = CliRunner()
ARGUMENTS = ["sign", "ENG_001", "--timestamp", "1730448000", "--generated", "6.2", "--consumed", "4.1"]


def test_signs_a_body_that_the_endpoint_believes() -> None:
    result = RUNNER.invoke(app, [*ARGUMENTS, "--campus", "engineering", "--seed", "7"])
    body = json.loads(result.stdout)
    assert body["net_energy"] == 2.1
    reading = parse_engineering(body)
    verify(reading, public_key=bytes(SeedKeys(7, "engineering").meter(MeterId("ENG_001")).pubkey()))


def test_a_meter_of_another_campus_is_refused() -> None:
    result = RUNNER.invoke(app, [*ARGUMENTS, "--campus", "utcc"])
    assert "ENG_001" in str(result.exception)


def test_what_is_no_number_is_refused_by_name() -> None:
    arguments = [*ARGUMENTS, "--campus", "engineering"]
    arguments[arguments.index("6.2")] = "six"
    assert "--generated" in str(RUNNER.invoke(app, arguments).exception)
