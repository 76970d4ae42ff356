"""A live campus: the engine beside the gateway, until somebody presses Ctrl-C."""

import asyncio
import logging
import signal
from collections.abc import Coroutine

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.cli.logs import log_to_stderr
from gridtokenx.compose import Plan, clock_of, gateway, open_service
from gridtokenx.config import Settings

log = logging.getLogger("gridtokenx")


def serve_live(plan: Plan, *, settings: Settings, speed: float, headless: bool) -> None:
    """Run a campus with the clock, and serve the page and the API beside it.

    Raises:
        GridTokenXError: It could not start, or had to stop.
    """
    log_to_stderr(settings.log_level)
    asyncio.run(_serve(plan, settings=settings, speed=speed, headless=headless))


async def _serve(plan: Plan, *, settings: Settings, speed: float, headless: bool) -> None:
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    service = open_service(plan, clock=clock_of(speed, plan), loop=loop)
    await service.start()
    log.info("campus.started", extra={"campus": plan.campus.name, "data": str(plan.folder)})
    try:
        async with gateway(service, settings=settings, headless=headless) as url:
            if url:
                print(f"GridTokenX: {plan.campus.title} on {url} (Ctrl-C stops)", flush=True)
            await _until_stopped(service.run(), stopping)
    finally:
        await service.stop()
        log.info("campus.stopped")


async def _until_stopped(work: Coroutine[None, None, None], stopping: asyncio.Event) -> None:
    engine = asyncio.ensure_future(work)
    waiting = asyncio.ensure_future(stopping.wait())
    await asyncio.wait({engine, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if engine.done():
        engine.result()
        return
    engine.cancel()
    try:
        await engine
    except asyncio.CancelledError:
        return
    except GridTokenXError:
        log.exception("campus.failed")
        raise
