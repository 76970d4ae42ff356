from gridtokenx.chain.addresses import meter_id_bytes
from gridtokenx.pipeline.found import found
from gridtokenx.pipeline.site import Site
from gridtokenx.reading.validation import limits_of


def test_the_campuss_parameters_are_on_the_ledger(site: Site) -> None:
    account = site.ledger.account(site.addresses.config())
    assert account is not None
    config = site.programs.governance.account("Config", account.data)
    assert config["authority"] == site.operator().pubkey()
    assert config["oracle"] == site.keys.oracle().pubkey()
    assert config["grid_price"] == site.campus.tariff.grid_ticks
    assert config["feed_in_price"] == site.campus.tariff.feed_in_ticks
    assert (config["interval_s"], config["gate_s"]) == (900, 300)
    assert (config["model"], config["approver_count"], config["threshold"]) == (0, 0, 0), "it certifies alone"


def test_every_meter_is_registered_with_key_owner_and_limits(site: Site) -> None:
    for connection in site.connections:
        account = site.ledger.account(connection.meter)
        assert account is not None
        meter = site.programs.registry.account("Meter", account.data)
        assert bytes(meter["meter_id"]) == meter_id_bytes(connection.spec.meter_id)  # type: ignore[call-overload] # u8 array
        assert meter["owner"] == connection.wallet
        assert meter["capacity_w"] == limits_of(connection.spec).capacity_w
        assert site.ledger.account(connection.feed) is not None
        assert site.ledger.account(connection.energy) is not None
        assert site.ledger.account(connection.credit) is not None


def test_founding_again_sends_nothing(site: Site) -> None:
    before = site.ledger.transaction_count()
    found(site)
    assert site.ledger.transaction_count() == before
