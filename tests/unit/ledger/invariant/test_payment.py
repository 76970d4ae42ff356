from tests.unit.ledger.invariant.conftest import World, event, key

from gridtokenx.chain.program import Event
from gridtokenx.ledger.invariant.payment import PaymentRule
from gridtokenx.ledger.invariant.seen import Named

REFERENCE = bytes(range(32))


def issued(amount: int) -> Event:
    return event("CreditIssued", beneficiary=key(1), amount=amount, reference=REFERENCE)


def call(world: World) -> Named:
    args = {"amount": 5, "reference": REFERENCE}
    return world.named(world.view.programs.energy_token, "issue_credit", args)


def pay(world: World, amount: int) -> None:
    program = world.view.programs.energy_token
    world.put(program, "Payment", program.address(b"payment", REFERENCE), amount=amount)


def test_a_reference_issues_once(world: World) -> None:
    rule = PaymentRule()
    pay(world, 5)
    assert world.codes(rule, issued(5), named=[call(world)]) == []
    assert world.codes(rule, issued(5), named=[call(world)]) == ["PAID_TWICE"]
    assert rule.issued_units == 10


def test_the_payment_says_how_much(world: World) -> None:
    assert world.codes(PaymentRule(), issued(5), named=[call(world)]) == ["CREDIT_UNEXPLAINED"]
    pay(world, 4)
    assert world.codes(PaymentRule(), issued(5), named=[call(world)]) == ["CREDIT_UNEXPLAINED"]


def test_credit_needs_its_instruction(world: World) -> None:
    pay(world, 5)
    assert world.codes(PaymentRule(), issued(5)) == ["CREDIT_UNEXPLAINED"]


def test_payments_of_a_snapshot_are_known(world: World) -> None:
    rule = PaymentRule()
    pay(world, 5)
    world.started(rule)
    assert world.codes(rule, issued(5), named=[call(world)]) == ["PAID_TWICE"]
    assert world.ended(rule) == []
