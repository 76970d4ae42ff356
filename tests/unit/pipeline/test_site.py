from gridtokenx.pipeline.site import Site


def test_connections_follow_the_campus_and_are_all_different(site: Site) -> None:
    assert [c.spec for c in site.connections] == list(site.campus.meters)
    for name in ("meter", "feed", "wallet", "user", "energy", "credit"):
        assert len({getattr(c, name) for c in site.connections}) == len(site.connections)


def test_the_public_key_is_the_meters_own(site: Site) -> None:
    meter_id = site.campus.meters[0].meter_id
    assert site.public_key_of(meter_id) == bytes(site.keys.meter(meter_id).pubkey())
    assert site.by_id()[meter_id].spec.meter_id == meter_id
