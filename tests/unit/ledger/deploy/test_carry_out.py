from gridtokenx.ledger.deploy.carry_out import carry_out
from gridtokenx.ledger.deploy.ground import Ground
from gridtokenx.ledger.deploy.plan import look
from gridtokenx.ledger.deploy.release import Release


def test_a_plan_is_carried_out_once(ground: Ground, release: Release) -> None:
    told: list[tuple[str, int, int]] = []
    carry_out(ground, look(ground, [release]), told=lambda *seen: told.append(seen))
    assert {name for name, _, _ in told} == {"governance"}
    count, again = ground.ledger.transaction_count(), look(ground, [release])
    assert again.empty
    carry_out(ground, again)
    assert ground.ledger.transaction_count() == count
