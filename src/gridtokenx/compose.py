"""The composition root of a run: a campus, its stores, ledger and gateway; names the adapters."""

import asyncio
import secrets
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import partial
from importlib.resources import files
from pathlib import Path

from pydantic import SecretStr

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import SETTLEMENT_S
from gridtokenx.campus import catalogue
from gridtokenx.campus.generated import generated
from gridtokenx.campus.model import Campus
from gridtokenx.campus.parse import table_name_of
from gridtokenx.chain.programs import Programs, load_binary, load_programs
from gridtokenx.clock import ScaledClock, SystemClock
from gridtokenx.config import Settings, engineering_port, load_settings, rpc_port
from gridtokenx.ledger.audit import AuditReport, audit
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.genesis import Genesis, ProgramBinary
from gridtokenx.ledger.litesvm.journal import Journal
from gridtokenx.ledger.litesvm.node import LiteSvmNode, open_node
from gridtokenx.ledger.litesvm.own_thread import in_own_thread
from gridtokenx.ledger.opening import CLUSTER_BATCH, keys_of, open_cluster
from gridtokenx.meter.fault import FaultPlan
from gridtokenx.meter.faulty import FaultyFleet
from gridtokenx.meter.fleet import SimulatedFleet
from gridtokenx.meter.replay import replay_campus, replay_fleet, shipped_fleet
from gridtokenx.meter.uplink import Uplink
from gridtokenx.meter.weather_file import read_weather
from gridtokenx.pipeline.folder import EMBEDDED, claim, claim_ledger, identity, stored_start
from gridtokenx.pipeline.interval import Exchange
from gridtokenx.pipeline.live import SUBMIT_S, Live
from gridtokenx.pipeline.sending import MAX_TRANSACTIONS_A_CALL
from gridtokenx.pipeline.service import RunningCampus
from gridtokenx.pipeline.simulate import Meters
from gridtokenx.pipeline.site import Site, connect
from gridtokenx.pipeline.stage import Stages
from gridtokenx.port.clock import Clock
from gridtokenx.port.fleet import Fleet
from gridtokenx.port.ledger import Ledger
from gridtokenx.reading.engineering_body import EngineeringBodyInvalid, parse_engineering
from gridtokenx.reading.shape import engineering_shape
from gridtokenx.reading.signing import sign
from gridtokenx.store.sqlite.store import SqliteReadingStore, open_sqlite

GENESIS_LEAD_S = 86_400
"""The ledger's clock starts this long before the first interval, so that founding precedes all delivery."""


class FileUnreadable(GridTokenXError):
    """A file that was named and cannot be read."""


class NoSuchRun(GridTokenXError):
    """A folder without a ledger."""


class ExternalUnknown(GridTokenXError):
    """A meter that was to report from outside and that the campus does not have."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run: everything that decides a run's readings, and where it is kept."""

    campus: Campus
    seed: int
    telemetry_s: int
    gate_s: int
    folder: Path
    start_s: int
    submit_s: int = SUBMIT_S
    telemetry_days: int = 30
    replay: tuple[tuple[str, str], ...] = ()
    """File names and texts of measured readings, when the run replays a user's files."""
    weather: tuple[str, str] | None = None
    """Name and text of a weather file; without one the weather is generated."""
    cluster: str | None = None
    """JSON-RPC of the cluster to trade on; without one the ledger is inside the process."""
    keypair: Path | None = None
    """Key file of the operator; without one its key follows from the seed."""


@dataclass(slots=True)
class Run:
    """An open run: what the commands work with; for one thread at a time."""

    plan: Plan
    store: SqliteReadingStore
    ledger: Ledger
    meters: Meters
    exchange: Exchange

    def close(self) -> None:
        """Close the ledger and the store."""
        self.ledger.close()
        self.store.close()


def read_text(path: Path) -> str:
    """Read a file that a user named.

    Raises:
        FileUnreadable: Says which file and why.
    """
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileUnreadable(f"{path} cannot be read: {error}") from None


def load_campus(
    name: str, *, meters: int | None, seed: int, external: tuple[str, ...] = (), replay: Path | None = None
) -> Campus:
    """Return the campus that a run is about.

    Args:
        name: A shipped campus's name, or the path of a campus file.
        meters: Size of a generated fleet, which then replaces the named campus.
        seed: Seed of a generated fleet.
        external: Meters that report from outside.
        replay: File of measured readings whose columns make the campus.

    Raises:
        GridTokenXError: Its subclasses name the file, the line and the fix.
    """
    if replay is not None:
        campus = replay_campus(read_text(replay), replay.name)
    elif meters is not None:
        campus = generated(meters=meters, seed=seed)
    elif name in catalogue.names() or not Path(name).suffix:
        campus = catalogue.load(name)
    else:
        campus = _campus_file(Path(name))
    unknown = set(external) - {m.meter_id for m in campus.meters}
    if unknown:
        raise ExternalUnknown(
            f"--external {', '.join(sorted(unknown))}: the campus {campus.name} has no such meter"
        )
    return replace(campus, meters=tuple(replace(m, external=m.meter_id in external) for m in campus.meters))


def _campus_file(path: Path) -> Campus:
    texts = {path.name: read_text(path)}
    if path.suffix != ".json":
        table = path.parent / table_name_of(texts[path.name], file_name=path.name)
        texts[table.name] = read_text(table)
    return catalogue.from_texts(texts, file_name=path.name)


def open_run(plan: Plan) -> Run:
    """Open the stores and the ledger of a plan's folder, and its fleet; a new folder is made.

    Raises:
        GridTokenXError: The folder holds another run, is in use, or is damaged.
    """
    store, programs = _open_store(plan), load_programs()
    with ExitStack() as undo:
        undo.callback(store.close)
        keys = keys_of(plan.campus.name, seed=plan.seed, keypair=plan.keypair)
        cluster = None if plan.cluster is None else open_cluster(plan.cluster, programs)
        if cluster is not None:
            undo.callback(cluster.close)
        plan = replace(plan, start_s=_start(store, plan, now=cluster.time_s() if cluster else int(now_s())))
        claim(store, identity(plan.campus, seed=plan.seed, start_s=plan.start_s))
        own = EMBEDDED if (plan.folder / "ledger.db").exists() else None
        claim_ledger(store, ledger=str(cluster.genesis_hash) if cluster else EMBEDDED, stored=own)
        ledger = cluster or open_node(plan.folder, genesis=_genesis(plan, programs, keys))
        undo.callback(ledger.close)
        site = connect(
            plan.campus,
            ledger=ledger,
            programs=programs,
            keys=keys,
            gate_s=plan.gate_s,
            most_a_call=CLUSTER_BATCH if cluster else MAX_TRANSACTIONS_A_CALL,
        )
        meters = _meters(site, plan, store)
        undo.pop_all()
    return Run(plan, store, ledger, meters, Exchange(site, store, Stages(SystemClock())))


def _open_store(plan: Plan) -> SqliteReadingStore:
    plan.folder.mkdir(parents=True, exist_ok=True)
    return open_sqlite(plan.folder / "readings.db", campus=plan.campus, telemetry_days=plan.telemetry_days)


def _start(store: SqliteReadingStore, plan: Plan, *, now: int) -> int:
    """A negative start means: where the folder's run began, or that long before now for a new one."""
    if plan.start_s >= 0:
        return plan.start_s
    stored = stored_start(store)
    if stored is not None:
        return stored
    return now - now % SETTLEMENT_S + plan.start_s


def _genesis(plan: Plan, programs: Programs, keys: SeedKeys) -> Genesis:
    return Genesis(
        operator=keys.operator().pubkey(),
        time_s=plan.start_s - GENESIS_LEAD_S,
        programs=tuple(ProgramBinary(p.name, p.id, load_binary(p.name)) for p in programs.all()),
        config={"campus": plan.campus.name, "seed": str(plan.seed)},
    )


def _meters(site: Site, plan: Plan, store: SqliteReadingStore) -> Meters:
    """Return the plan's meters, with the faults that its campus orders."""
    fleet = _fleet(plan)
    if not plan.campus.faults:
        return Meters(site, fleet, store, plan.telemetry_s)
    faults = FaultPlan(plan.campus, seed=plan.seed)
    return Meters(
        site,
        FaultyFleet(fleet, plan=faults),
        store,
        plan.telemetry_s,
        uplink=Uplink(faults, campus=plan.campus).carry,
    )


def _fleet(plan: Plan) -> Fleet:
    if plan.replay:
        return replay_fleet(dict(plan.replay), campus=plan.campus, seed=plan.seed, start_s=plan.start_s)
    if plan.campus.measured is not None:
        return shipped_fleet(plan.campus, seed=plan.seed, start_s=plan.start_s)
    weather = None if plan.weather is None else read_weather(plan.weather[1], name=plan.weather[0])
    return SimulatedFleet(plan.campus, seed=plan.seed, start_s=plan.start_s, weather=weather)


@contextmanager
def folder_for(settings: Settings, *, given: bool, campus: Campus, keep: bool) -> Iterator[Path]:
    """Yield the data folder of a run: the one given, the campus's own, or one that is gone afterwards."""
    if given:
        yield settings.data
    elif keep:
        yield settings.data / (f"{campus.name}-cluster" if settings.solana_rpc_url else campus.name)
    else:
        with tempfile.TemporaryDirectory(prefix="gridtokenx-") as name:
            yield Path(name)


def folder_named(data: Path | None) -> Path:
    """Return the folder a command is about: the one given, or the default campus's.

    Raises:
        NoSuchRun: There is no ledger in it.
    """
    settings = load_settings(data=data)
    folder = settings.data if data is not None else settings.data / settings.campus
    if not (folder / "ledger.db").is_file():
        raise NoSuchRun(
            f"{folder} holds no ledger: name the folder of a run with --data; a run on a cluster has it in "
            "the folders of its nodes"
        )
    return folder


def audit_folder(
    folder: Path,
    *,
    head: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    from_snapshot: bool = False,
) -> AuditReport:
    """Audit the ledger in a folder, from its genesis or from its newest snapshot."""
    programs = load_programs()
    ask = partial(audit, folder, programs=programs, head=head, progress=progress, from_snapshot=from_snapshot)
    return in_own_thread(ask)


def ledger_head(folder: Path) -> str:
    """Return the newest point of the ledger in a folder; the ledger may be open in another process."""
    journal = Journal(folder, read_only=True)
    try:
        assert journal.last is not None
        return journal.last.head
    finally:
        journal.close()


def sign_engineering(
    campus: Campus, *, seed: int, meter_id: str, timestamp: int, generated: str, consumed: str
) -> dict[str, object]:
    """Return a signed body for the engineering endpoint, with the key that the run's seed gives the meter.

    Raises:
        GridTokenXError: The meter is unknown, or a value cannot be one of a reading.
    """
    specs = {m.meter_id: m for m in campus.meters}
    spec = specs.get(MeterId(meter_id))
    if spec is None:
        raise ExternalUnknown(f"meter_id {meter_id!r}: the campus {campus.name} has no such meter")
    given, used = _decimal("--generated", generated), _decimal("--consumed", consumed)
    reading = parse_engineering(
        {
            "meter_id": meter_id,
            "timestamp": timestamp,
            "energy_generated": given,
            "energy_consumed": used,
            "net_energy": given - used,
        }
    )
    key = SeedKeys(seed, campus.name).meter(spec.meter_id)
    signed = sign(reading, signer=lambda message: bytes(key.sign_message(message)))
    return engineering_shape(signed, spec=spec, campus=campus)


def _decimal(name: str, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise EngineeringBodyInvalid(name, f"{text!r} is no number: write kWh like 2.1") from None


def now_s() -> float:
    """Return the machine's time [epoch s]."""
    return SystemClock().now_s()


def clock_of(speed: float, plan: Plan) -> Clock:
    """Return the machine's clock, or one that runs faster from where the plan's folder or cluster is."""
    if speed == 1:
        return SystemClock()
    if plan.cluster is not None:
        ledger = open_cluster(plan.cluster, load_programs())
        cluster_s = ledger.time_s()
        ledger.close()
        return ScaledClock(start_s=cluster_s, speed=speed)
    store = _open_store(plan)
    last = store.last_interval()
    store.close()
    begin = now_s() if plan.start_s < 0 else plan.start_s
    return ScaledClock(start_s=begin if last is None else max(begin, last.end_s), speed=speed)


def _kept_key(folder: Path) -> SecretStr:
    """Return the folder's own key of the engineering endpoint; made once, readable by its owner only."""
    path = folder / "engineering.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32) + "\n", "utf-8")
    return SecretStr(path.read_text("utf-8").strip())


def open_service(plan: Plan, *, clock: Clock, loop: asyncio.AbstractEventLoop) -> RunningCampus:
    """Return a running campus that opens its plan's folder in its own thread when it is started."""
    return RunningCampus(lambda: _live(open_run(plan)), folder=plan.folder, clock=clock, loop=loop)


def _live(run: Run) -> Live:
    return Live(run.meters, run.exchange, close=run.close, submit_s=run.plan.submit_s)


@asynccontextmanager
async def gateway(service: RunningCampus, *, settings: Settings, headless: bool) -> AsyncIterator[str]:
    """Serve the page and the API of a running campus while the block lasts; yields the address, or "".

    Raises:
        PortInUse: Names the port and how to take another.
    """
    if headless:
        yield ""
        return
    # Litestar and uvicorn cost a run without a page 30 MB and half a second.
    from gridtokenx.gateway.http.app import ENGINEERING_HANDLERS, create_app
    from gridtokenx.gateway.http.settings import GatewaySettings
    from gridtokenx.gateway.ports import Ports, SidePort, serve_ports
    from gridtokenx.gateway.rpc.app import RpcApp

    page = Path(str(files("gridtokenx.gateway") / "page"))
    limits = GatewaySettings(engineering_key=settings.engineering_api_key or _kept_key(service.folder))
    shown = page if (page / "index.html").exists() else None
    ports = Ports(
        settings.host,
        settings.port,
        engineering=SidePort(*engineering_port(settings)),
        rpc=SidePort(*rpc_port(settings)),
    )
    node = service.open_ledger
    async with serve_ports(
        create_app(service, service.store, settings=limits, page=shown),
        create_app(service, service.store, settings=limits, handlers=ENGINEERING_HANDLERS),
        rpc=(lambda: RpcApp(node)) if isinstance(node, LiteSvmNode) else None,
        ports=ports,
    ) as server:
        yield server.url
