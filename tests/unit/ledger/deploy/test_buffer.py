from collections.abc import Sequence
from dataclasses import replace

import pytest

from gridtokenx.chain.loader import read_buffer
from gridtokenx.ledger.deploy.buffer import BufferNotFilled, fill
from gridtokenx.ledger.deploy.ground import Ground
from gridtokenx.ledger.deploy.release import Release
from gridtokenx.port.ledger import AnyTransaction, Receipt, TransactionRefused


def test_a_buffer_gets_the_code_and_tells_of_it(ground: Ground, release: Release) -> None:
    told: list[tuple[int, int]] = []
    account = ground.ledger.account(fill(ground, release, told=lambda *seen: told.append(seen)))
    assert account is not None
    assert read_buffer(account.data) == (ground.payer(), release.code)
    pieces = -(-len(release.code) // 1_012)
    assert told[0] == (0, pieces)
    assert told[-1] == (pieces, pieces)


def test_lost_writes_are_written_again(ground: Ground, release: Release) -> None:
    rounds = []

    def lossy(transactions: Sequence[AnyTransaction]) -> list[Receipt]:
        rounds.append(len(transactions))
        ground.ledger.send(transactions[: len(transactions) // 2])
        if len(transactions) > 1:
            raise TransactionRefused("expired")
        return ground.ledger.send(transactions)

    account = ground.ledger.account(fill(replace(ground, send_in_any_order=lossy), release))
    assert account is not None
    assert read_buffer(account.data)[1] == release.code
    assert rounds == sorted(rounds, reverse=True)


def test_a_ledger_that_takes_nothing_is_given_up(ground: Ground, release: Release) -> None:
    def deaf(transactions: Sequence[AnyTransaction]) -> list[Receipt]:
        raise TransactionRefused("nobody listens")

    with pytest.raises(BufferNotFilled, match="nobody listens"):
        fill(replace(ground, send_in_any_order=deaf), release)
