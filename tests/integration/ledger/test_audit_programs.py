"""Programs that cheat from the first transaction on: the replay agrees with them, the invariants do not."""

from pathlib import Path

import pytest
from tests.integration.ledger.cheating import Cheater, codes

from gridtokenx.chain.programs import load_binary
from gridtokenx.ledger.invariant.upgrade import code_digest

MULTIPLY_BY_MILLION = bytes.fromhex("2705000040420f00")
"""sBPF ``mul64 r5, 1000000``: watt-hours into base units; energy-token's first is minting's."""
MILLION, MORE = (10**6).to_bytes(4, "little"), (1_100_000).to_bytes(4, "little")


def generous_mint() -> bytes:
    """Return energy-token's code with a tenth more minted than was attested."""
    code = bytearray(load_binary("energy_token"))
    multiplied = code.index(MULTIPLY_BY_MILLION) + 4
    checked = code.index(MILLION, multiplied + 4)
    for place in (multiplied, checked):
        code[place : place + 4] = MORE
    return bytes(code)


def test_a_program_that_mints_too_much_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = generous_mint()
    monkeypatch.setattr(
        "gridtokenx.compose.load_binary", lambda name: code if name == "energy_token" else load_binary(name)
    )
    with Cheater(tmp_path) as cheater:
        report = cheater.audited()
    assert codes(report) == {"SUPPLY_UNEXPLAINED", "MINT_WITHOUT_READING"}
    assert all(finding.signature and finding.seq for finding in report.findings)
    (notice,) = report.notices
    assert notice.code == "CODE_NOT_SHIPPED"
    assert code_digest(code) in notice.message
