from gridtokenx.chain.programs import Programs
from gridtokenx.ledger.invariant.role import ROLES, Role


def test_every_instruction_has_its_role(programs: Programs) -> None:
    every = {f"{program.name}.{name}" for program in programs.all() for name in program.idl.instructions}
    assert every == set(ROLES)


def test_the_account_that_acts_is_one_that_signs(programs: Programs) -> None:
    for program in programs.all():
        for spec in program.idl.instructions.values():
            account, role = ROLES[f"{program.name}.{spec.name}"]
            signers = {item.name for item in spec.accounts if item.signer}
            nobody = {Role.ANYBODY, Role.THRESHOLD}
            assert (account in signers) == (role not in nobody), (program.name, spec.name)
            paying = {"payer"}
            assert role is not Role.ANYBODY or signers <= paying, (program.name, spec.name)
