from pathlib import Path

from typer.testing import CliRunner

from gridtokenx.cli.ledger import app
from gridtokenx.compose import NoSuchRun
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.validator import open_litesvm

RUNNER = CliRunner()


def test_head_is_the_ledgers_own(tmp_path: Path) -> None:
    ledger = open_litesvm(tmp_path, genesis=Genesis(SeedKeys(1, "utcc").operator().pubkey(), time_s=900))
    ledger.advance_to(1800)
    head = ledger.head()
    ledger.close()
    assert RUNNER.invoke(app, ["head", "--data", str(tmp_path)]).stdout.strip() == head


def test_a_folder_without_a_ledger_is_named(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["head", "--data", str(tmp_path)])
    assert isinstance(result.exception, NoSuchRun)
    assert str(tmp_path) in str(result.exception)
