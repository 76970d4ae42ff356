"""Programs with cheats in them, built from their own source: what an operator with the keys could deploy."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path(__file__).parents[3] / "programs"


@dataclass(frozen=True)
class Cheat:
    """One change of one line."""

    file: str
    honest: str
    dishonest: str


CHEATS = (
    Cheat(
        "oracle/src/metering.rs",
        "require!(interval.start >= feed.last_end, OracleError::StaleReading);",
        "let _ = OracleError::StaleReading;",
    ),
    Cheat("oracle/src/metering.rs", "{ entry.surplus_wh() } else", "{ entry.surplus_wh() + 1 } else"),
    Cheat(
        "governance/src/instructions/set_parameters.rs",
        "#[account(address = config.authority @ GovernanceError::Unauthorized)]\n",
        "",
    ),
    Cheat(
        "governance/src/agreement.rs",
        ">= usize::from(config.threshold), GovernanceError",
        ">= usize::from(config.threshold) / 2, GovernanceError",
    ),
    Cheat(
        "energy-token/src/instructions/issue_certificate.rs",
        "require!(Electorate::of(config).has_approved(certificate), EnergyTokenError::NotApproved);",
        "let _ = (Electorate::of(config).has_approved(certificate), EnergyTokenError::NotApproved);",
    ),
    Cheat("energy-token/src/calendar.rs", "require!(is_free, ", "require!(is_free || true, "),
    Cheat(
        "energy-token/src/instructions/issue_credit.rs",
        "accounts.mint_authority.account(),\n        amount,",
        "accounts.mint_authority.account(),\n        amount + 1,",
    ),
    Cheat(
        "trading/src/instructions/settle_order.rs",
        "split.received.0)?;",
        "split.received.0.saturating_sub(1))?;",
    ),
)


def build(folder: Path) -> dict[str, bytes]:
    """Build the programs with every cheat in a folder; return their code by name."""
    copy = folder / "programs"
    shutil.copytree(PROGRAMS, copy, ignore=shutil.ignore_patterns("target"))
    for cheat in CHEATS:
        path = copy / cheat.file
        text = path.read_text()
        assert text.count(cheat.honest) == 1, f"{cheat.file} has no one place {cheat.honest!r}"
        path.write_text(text.replace(cheat.honest, cheat.dishonest))
    names = ("governance", "energy_token", "oracle", "trading")
    script = (
        "import sys; from toolchain.build import build_code\n"
        "for name in sys.argv[1:]: open(f'{name}.so', 'wb').write(build_code(name))"
    )
    subprocess.run([str(copy / "setup")], cwd=copy, check=True, timeout=600)
    subprocess.run([sys.executable, "-c", script, *names], cwd=copy, check=True, timeout=1_200)
    return {name: (copy / f"{name}.so").read_bytes() for name in names}
