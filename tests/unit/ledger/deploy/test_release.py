from gridtokenx.chain.programs import load_programs
from gridtokenx.ledger.deploy.release import code_bytes, program_key, shipped


def test_each_programs_key_is_that_of_its_idl() -> None:
    programs = load_programs()
    releases = shipped(programs)
    assert [release.address for release in releases] == [program.id for program in programs.all()]
    assert program_key("trading").pubkey() == programs.trading.id
    assert code_bytes(releases) == sum(len(release.code) for release in releases) > 100_000


def test_a_buffer_is_named_by_its_code() -> None:
    first, second, *_ = shipped(load_programs())
    assert first.buffer_seed != second.buffer_seed
    assert len(first.buffer_seed) == 32
