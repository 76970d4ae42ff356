import asyncio

from gridtokenx.pipeline.fanout import QUEUE_MAX, Fanout
from gridtokenx.port.campus_service import BookView, StreamEvent

NOTHING = BookView(None, "idle", None, (), ())


def event(number: int) -> StreamEvent:
    return StreamEvent("book", number, NOTHING)


def publish_three(fanout: Fanout) -> None:
    for number in range(3):
        fanout.publish(event(number))


def test_every_listener_hears_everything_in_order() -> None:
    async def scenario() -> list[list[int]]:
        fanout = Fanout(asyncio.get_running_loop())

        async def hear(count: int) -> list[int]:
            heard = []
            async for item in fanout.listen():
                heard.append(item.time_s)
                if len(heard) == count:
                    break
            return heard

        listeners = [asyncio.create_task(hear(3)) for _ in range(2)]
        await asyncio.sleep(0)
        await asyncio.to_thread(publish_three, fanout)
        return await asyncio.wait_for(asyncio.gather(*listeners), 5)

    assert asyncio.run(scenario()) == [[0, 1, 2], [0, 1, 2]]


def test_a_slow_listener_loses_the_oldest_and_no_memory() -> None:
    async def scenario() -> list[int]:
        fanout = Fanout(asyncio.get_running_loop())
        stream = fanout.listen()
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        for number in range(QUEUE_MAX + 50):
            fanout.publish(event(number))
        await asyncio.sleep(0.01)
        first = await waiting
        rest = [await anext(stream) for _ in range(QUEUE_MAX - 1)]
        return [first.time_s, rest[-1].time_s]

    assert asyncio.run(scenario()) == [50, QUEUE_MAX + 49]
