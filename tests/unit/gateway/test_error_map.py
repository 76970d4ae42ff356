"""Every exception becomes a problem document that says no more than it should."""

import pytest
from litestar.exceptions import MethodNotAllowedException, NotFoundException, ValidationException

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.gateway.error_map import (
    FieldRefused,
    KeyMissing,
    MeterUnknown,
    NotReadyYet,
    domain_status,
    headers_of,
    problem_of,
    shown,
)
from gridtokenx.port.ledger import LedgerUnavailable


class Unmapped(GridTokenXError):
    """A domain error that the map does not know."""


class NearlyMeterUnknown(MeterUnknown):
    """A special case of a mapped error."""


def test_a_domain_error_keeps_its_own_words() -> None:
    problem = problem_of(MeterUnknown("meter X is not here: look there"), instance="/api/meters/X")
    assert (problem.status, problem.title) == (404, "Meter unknown")
    assert problem.type == "urn:gridtokenx:problem:meter-unknown"
    assert problem.detail == "meter X is not here: look there"
    assert problem.instance == "/api/meters/X"
    assert problem.errors == ()


def test_a_ledger_out_of_reach_is_503_by_whatever_adapter() -> None:
    class OutOfReach(LedgerUnavailable):
        """An adapter's own."""

    problem = problem_of(OutOfReach("http://x did not answer"), instance="/api/ledger")
    assert (problem.status, problem.detail) == (503, "http://x did not answer")


def test_a_refused_field_is_named_with_its_value() -> None:
    problem = problem_of(FieldRefused("limit", 0, "must be 1 or more"), instance="/x")
    assert problem.status == 422
    (error,) = problem.errors
    assert (error.field, error.value, error.message) == ("limit", "0", "must be 1 or more")


@pytest.mark.parametrize(
    "exc", [RuntimeError("secret /etc/path"), Unmapped("secret /etc/path"), OSError(5, "secret /etc/path")]
)
def test_the_unexpected_is_answered_without_its_inside(exc: Exception) -> None:
    problem = problem_of(exc, instance="/x")
    assert problem.status == 500
    assert "secret" not in repr(problem)


def test_a_subclass_answers_like_its_base() -> None:
    assert domain_status(NearlyMeterUnknown("x")) == 404
    assert domain_status(Unmapped("x")) is None


def test_validation_of_parameters_shows_what_was_given() -> None:
    exc = ValidationException(extra=[{"key": "limit", "message": "Expected `int` - at `$.limit`"}])
    problem = problem_of(exc, instance="/x", given={"limit": "abc"})
    assert problem.status == 422
    assert [(e.field, e.value, e.message) for e in problem.errors] == [("limit", "abc", "Expected `int`")]


def test_validation_errors_are_bounded() -> None:
    exc = ValidationException(extra=[{"key": str(n), "message": "no"} for n in range(1_000)])
    assert len(problem_of(exc, instance="/x").errors) == 20


def test_unknown_paths_point_to_the_list_of_paths() -> None:
    assert "/openapi.json" in problem_of(NotFoundException(), instance="/nope").detail


def test_headers_that_answers_need() -> None:
    assert headers_of(KeyMissing("x"))["WWW-Authenticate"].startswith("Bearer")
    assert headers_of(NotReadyYet("x")) == {"Retry-After": "1"}
    assert headers_of(MethodNotAllowedException(headers={"allow": "GET, OPTIONS"})) == {
        "Allow": "GET, OPTIONS, HEAD"
    }
    assert headers_of(MethodNotAllowedException(headers={"allow": "POST"})) == {"Allow": "POST"}
    assert headers_of(ValueError()) == {}


def test_shown_values_are_short_and_printable() -> None:
    assert shown("a\x00b\nc\x1b[31m") == "a?b?c?[31m"
    assert shown("x" * 500) == "x" * 100
    assert shown(None) is None
    assert shown(1.5) == "1.5"
