import pytest

from gridtokenx.chain.programs import load_programs
from gridtokenx.ledger.deploy.carry_out import carry_out
from gridtokenx.ledger.deploy.ground import Ground
from gridtokenx.ledger.deploy.plan import look
from gridtokenx.ledger.deploy.presence import ProgramsNotDeployed, expect_programs
from gridtokenx.ledger.deploy.release import shipped


def test_what_is_missing_is_named_with_the_command(ground: Ground) -> None:
    programs = load_programs()
    carry_out(ground, look(ground, shipped(programs)[:4]))
    with pytest.raises(ProgramsNotDeployed, match=r"the cluster lacks the programs oracle: .*ledger deploy"):
        expect_programs(ground.ledger, programs, url="the cluster")
    carry_out(ground, look(ground, shipped(programs)))
    expect_programs(ground.ledger, programs, url="the cluster")
