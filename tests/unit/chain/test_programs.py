import base64

from gridtokenx.chain.programs import PROGRAM_NAMES, load_binary, load_programs


def test_the_five_programs_ship_with_their_interfaces() -> None:
    programs = load_programs()
    assert tuple(program.name for program in programs.all()) == PROGRAM_NAMES
    assert len({program.id for program in programs.all()}) == 5
    assert programs.by_id(str(programs.oracle.id)) is programs.oracle
    assert programs.by_id("nobody") is None


def test_events_of_several_programs_come_in_the_order_of_the_log() -> None:
    programs = load_programs()
    names = [
        ("governance", "AuthorityProposed"),
        ("energy_token", "EnergyBurned"),
        ("governance", "PauseChanged"),
    ]
    logs: list[str] = []
    for program, name in names:
        client = getattr(programs, program)
        data = base64.b64encode(client.idl.events[name] + bytes(100)).decode()
        logs += [
            f"Program {client.id} invoke [1]",
            f"Program data: {data}",
            f"Program {client.id} success",
        ]
    assert [(event.program, event.name) for event in programs.events(logs)] == names


def test_their_code_is_what_the_virtual_machine_loads() -> None:
    for name in PROGRAM_NAMES:
        assert load_binary(name).startswith(b"\x7fELF")
