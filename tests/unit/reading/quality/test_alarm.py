import numpy as np

from gridtokenx.campus.fault import FaultKind
from gridtokenx.reading.quality.alarm import MEANT_FOR, Check, runs

MARKS = np.array([[1, 1, 0, 1, 0, 0, 1], [0, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0]], dtype=np.bool_)


def test_runs_are_told_by_meter_and_place() -> None:
    assert runs(MARKS).tolist() == [[0, 0, 2], [0, 3, 4], [0, 6, 7], [2, 0, 1]]


def test_runs_that_are_near_are_one_and_meters_are_kept_apart() -> None:
    assert runs(MARKS, join=1).tolist() == [[0, 0, 4], [0, 6, 7], [2, 0, 1]]
    assert runs(MARKS, join=9).tolist() == [[0, 0, 7], [2, 0, 1]]


def test_no_marks_are_no_runs() -> None:
    assert runs(np.zeros((2, 3), dtype=np.bool_), join=2).shape == (0, 3)


def test_every_check_is_meant_for_a_fault_and_every_fault_has_a_check_of_its_own() -> None:
    assert set(MEANT_FOR) == set(Check)
    assert {kinds[0] for kinds in MEANT_FOR.values()} == set(FaultKind)
