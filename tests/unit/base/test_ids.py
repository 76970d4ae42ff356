from gridtokenx.base.ids import MeterId, WalletId


def test_an_id_is_its_text_and_goes_into_json_and_keys_as_such() -> None:
    meter = MeterId("UTCC_ENG_001")
    assert type(meter) is str
    assert f"{meter}" == "UTCC_ENG_001"
    assert WalletId("11111111111111111111111111111111").startswith("1")
