from gridtokenx.base.ids import MeterId
from gridtokenx.ledger.keys import SeedKeys

M1, M2 = MeterId("M1"), MeterId("M2")


def test_the_same_seed_gives_the_same_keys() -> None:
    one, two = SeedKeys(1, "utcc"), SeedKeys(1, "utcc")
    assert one.owner(M1) == two.owner(M1)
    assert one.owner(M1) is one.owner(M1)
    assert one.owner_address(M1) == one.owner(M1).pubkey()


def test_every_purpose_seed_campus_and_meter_has_its_own_key() -> None:
    made = [
        key
        for keys in (SeedKeys(1, "utcc"), SeedKeys(2, "utcc"), SeedKeys(1, "stanford"))
        for key in (
            keys.operator(),
            keys.oracle(),
            keys.meter(M1),
            keys.owner(M1),
            keys.meter(M2),
            keys.owner(M2),
        )
    ]
    assert len({key.pubkey() for key in made}) == len(made)


def test_joined_names_do_not_collide() -> None:
    assert SeedKeys(1, "1x").operator() != SeedKeys(11, "x").operator()
    assert "Keypair" not in repr(SeedKeys(1, "utcc"))
