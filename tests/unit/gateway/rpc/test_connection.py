"""Deadlines of connections; what they do on real sockets is in the integration tests."""

import asyncio
from typing import cast

from gridtokenx.gateway.rpc.connection import Deadline, LimitedHttp, LimitedSocket, connections


class Cut:
    """Notes that it was cut off."""

    def __init__(self) -> None:
        self.cut = 0

    def abort(self) -> None:
        self.cut += 1


def test_a_deadline_cuts_off_once_unless_lifted() -> None:
    async def go() -> tuple[int, int]:
        kept, lost = Cut(), Cut()
        lifted, passed = Deadline(0.01), Deadline(0.01)
        lifted.set(cast("asyncio.Transport", kept))
        passed.set(cast("asyncio.Transport", lost))
        passed.set(cast("asyncio.Transport", lost))
        lifted.lift()
        lifted.lift()
        await asyncio.sleep(0.05)
        return kept.cut, lost.cut

    assert asyncio.run(go()) == (0, 1)


def test_a_servers_connections_have_its_limit_and_others_theirs() -> None:
    http, socket = connections(2.5, body_s=4.5)
    assert (http.limit_s, http.body_s, socket.limit_s) == (2.5, 4.5, 2.5)
    assert issubclass(http, LimitedHttp)
    assert issubclass(socket, LimitedSocket)
    assert LimitedHttp.limit_s == 10.0
