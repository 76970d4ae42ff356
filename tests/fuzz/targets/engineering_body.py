"""Bodies posted to the engineering endpoint."""

import json

from tests.fuzz.target import in_words

from gridtokenx.reading.engineering_body import EngineeringBodyInvalid, parse_engineering

BODY = {
    "meter_id": "UTCC_ENG_001",
    "timestamp": 1_800_000_000,
    "energy_generated": 1.25,
    "energy_consumed": 0.5,
    "net_energy": 0.75,
    "signature": "",
}


def seeds() -> list[bytes]:
    return [json.dumps(BODY).encode(), json.dumps({**BODY, "energy_generated": "1.250"}).encode()]


def one_input(data: bytes) -> None:
    try:
        reading = parse_engineering(data)
    except EngineeringBodyInvalid as error:
        in_words(error)
        return
    assert reading.generated_wh - reading.consumed_wh == reading.export_wh - reading.import_wh
    assert min(reading.generated_wh, reading.consumed_wh) >= 0
