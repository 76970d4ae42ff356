"""The trading program's error codes, which never change."""

from tests.integration.programs.market_stage import programs

NAMES = (
    *("Unauthorized", "Paused", "GateClosed", "GateOpen", "IntervalNotNew", "BatchNotSealed", "WrongBatch"),
    *(
        "OutsideBand",
        "BelowLot",
        "OverDeficit",
        "OtherSide",
        "BadSide",
        "BadFlags",
        "WrongHead",
        "WrongVault",
    ),
    *("WrongPayout", "WrongMeter", "MetersNotAscending", "NotAttested", "WrongInterval", "WrongOwner"),
    *("OrderNotOpen", "AlreadyCleared", "NotCleared", "NotRationed", "OutOfTurn", "NotRanked", "NotSettled"),
    *("OrdersRemain", "LevelFull", "NotInBook", "BadFill", "Overflow", "WrongZone", "AccountsIncomplete"),
    *("WrongPayer", "BadBand", "NotAgent", "AgentRevoked", "AgentExpired", "AgentSide", "AgentOverQuantity"),
    *("AgentOverPrice", "WrongSource", "FlowsWaiting", "NotAligned", "AlreadyBegun", "BeyondHorizon"),
    *("AboveGridPrice", "SameParty", "OverCapacity", "WrongForwardBook", "WrongCover", "FlowResolved"),
    *("FlowUnresolved", "FlowUnpaid", "StillProvable", "CoverNeeded"),
)


def test_codes_count_up_from_6000_in_this_order() -> None:
    errors = programs().trading.idl.errors
    assert {code: error.name for code, error in errors.items()} == dict(enumerate(NAMES, start=6000))


def test_every_error_says_what_it_means() -> None:
    assert all(error.message for error in programs().trading.idl.errors.values())
