import numpy as np

from gridtokenx.reading.block import Condition, Energies, QualityFlags, Role


def test_steps_add_field_by_field() -> None:
    one = Energies(*(np.array([place, 10 * place], dtype=np.int64) for place in range(6)))
    both = one + one
    assert [getattr(both, name).tolist() for name in Energies.__slots__] == [
        [2 * place, 20 * place] for place in range(6)
    ]
    assert both.generated_wh.dtype == np.int64


def test_flags_are_bits_that_fit_16() -> None:
    values = [flag.value for flag in QualityFlags]
    assert values == [1, 2, 4, 8, 16]
    assert int(QualityFlags(0)) == 0


def test_the_numbers_that_are_stored_never_change() -> None:
    assert [role.name for role in sorted(Role)] == ["CONSUMER", "PROSUMER", "STORAGE", "AMI"]
    assert [sky.name for sky in sorted(Condition)] == [
        "SUNNY",
        "PARTLY_CLOUDY",
        "CLOUDY",
        "OVERCAST",
        "RAINY",
    ]
