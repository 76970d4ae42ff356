"""The ids and addresses that the programs hold of one another as constants, derived again here."""

import hashlib
import re
from pathlib import Path

import pytest
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from tests.integration.programs.campus_stage import programs

SOURCE = Path(__file__).parents[3] / "programs" / "interface" / "src" / "lib.rs"
ADDRESSES = dict(re.findall(r'pub const (\w+): Address = address!\("(\w+)"\)', SOURCE.read_text()))
BUMPS = dict(re.findall(r"pub const (\w+)_BUMP: u8 = (\d+)", SOURCE.read_text()))
HOMES = {
    **dict.fromkeys(("CONFIG", "UPGRADE_AUTHORITY"), "governance"),
    **dict.fromkeys(("TOKEN_STATE", "ENERGY_MINT", "CREDIT_MINT", "MINT_AUTHORITY"), "energy_token"),
    "ATTESTOR": "oracle",
    **dict.fromkeys(("MARKET", "VAULT_AUTHORITY", "ENERGY_VAULT", "CREDIT_VAULT"), "trading"),
}


def test_every_constant_is_checked_here() -> None:
    ids = {name for name in ADDRESSES if name.endswith("_ID")}
    assert len(ids) == len(programs().all())
    assert set(ADDRESSES) - ids == set(HOMES)
    assert set(BUMPS) <= set(HOMES)


@pytest.mark.parametrize("name", ["governance", "registry", "energy_token", "trading", "oracle"])
def test_program_ids_come_from_their_names(name: str) -> None:
    seed = hashlib.sha256(b"gridtokenx program " + name.encode()).digest()
    program_id = Keypair.from_seed(seed).pubkey()
    assert str(program_id) == ADDRESSES[f"{name.upper()}_ID"]
    assert getattr(programs(), name).id == program_id


@pytest.mark.parametrize(
    ("program", "name"), [("energy_token", "mint_energy"), ("trading", "clear_interval")]
)
def test_calls_written_out_have_their_discriminators(program: str, name: str) -> None:
    (listed,) = re.findall(rf"{name.upper()}: \[u8; 8\] = \[([^]]+)\]", SOURCE.read_text())
    stated = bytes(int(byte, 16) for byte in listed.split(","))
    assert stated == hashlib.sha256(f"global:{name}".encode()).digest()[:8]
    assert stated == getattr(programs(), program).idl.instructions[name].discriminator


@pytest.mark.parametrize("name", HOMES)
def test_addresses_come_from_their_seeds(name: str) -> None:
    home = getattr(programs(), HOMES[name]).id
    address, bump = Pubkey.find_program_address([name.lower().encode()], home)
    assert str(address) == ADDRESSES[name]
    assert str(bump) == BUMPS.get(name, str(bump))
    assert getattr(programs().addresses(), name.lower())() == address
