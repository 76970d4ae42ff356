"""Settings, parsed once into a frozen record: command line over environment over `.env` over defaults.

The names are those of the project's sources where they have one (R-OPS-6). Unknown environment variables
are ignored. Nothing else in the project reads the environment.
"""

from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from gridtokenx.base.errors import GridTokenXError

Port = Annotated[int, Field(ge=1, le=65_535)]
DEFAULT_PORT = 4040
SOURCES_PORT = 8899


class SettingRefused(GridTokenXError):
    """A setting outside what it can be."""


class Settings(BaseSettings):
    """What can be set from outside; every field has its unit, default and reason."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, populate_by_name=True)

    data: Path = Field(Path("data"), validation_alias=AliasChoices("GRIDTOKENX_DATA", "DATA_DIR"))
    """Folder that holds everything a run must not lose; one folder, one campus and seed."""
    host: str = Field("127.0.0.1", validation_alias=AliasChoices("API_HOST"))
    """Address to listen on; the machine itself by default, since there is no login on the page yet."""
    port: Port = Field(DEFAULT_PORT, validation_alias=AliasChoices("API_PORT"))
    """Page, REST and streams (R-GW-1)."""
    engineering_port: Port | None = Field(None, validation_alias=AliasChoices("ENGINEERING_PORT"))
    """Second port of the engineering endpoints; 8899, where the sources have it, beside the default port."""
    rpc_port: int | None = Field(None, ge=0, le=65_534, validation_alias=AliasChoices("RPC_PORT"))
    """The ledger's JSON-RPC, its WebSocket on the next port; 8899 beside the default port, 0 for none."""
    solana_rpc_url: str | None = Field(None, validation_alias=AliasChoices("SOLANA_RPC_URL"))
    """JSON-RPC of a cluster to trade on; without one the ledger is inside the process (R-LED)."""
    operator_keypair: Path | None = Field(None, validation_alias=AliasChoices("OPERATOR_KEYPAIR"))
    """Solana key file of the campus authority, who pays; without one its key follows from the seed."""
    telemetry_s: int = Field(
        15, ge=1, le=900, validation_alias=AliasChoices("SIMULATION_INTERVAL", "TELEMETRY_INTERVAL")
    )
    """Step of live telemetry [s]; settlement readings stay at 900 s (R-RDG-2). Must divide 900."""
    meters: int | None = Field(None, ge=1, le=1_000_000, validation_alias=AliasChoices("NUM_METERS"))
    """Size of a generated fleet; none uses the campus's own meters (R-CAM-6)."""
    campus: str = Field("utcc", validation_alias=AliasChoices("GRIDTOKENX_CAMPUS", "CAMPUS"))
    """A shipped campus's name, or the path of a campus file (R-CAM-1)."""
    seed: int = Field(1, ge=0, lt=2**63, validation_alias=AliasChoices("GRIDTOKENX_SEED", "SEED"))
    """Everything random follows from it (R-SIM-10)."""
    gate_s: int = Field(840, ge=1, le=899, validation_alias=AliasChoices("GATE_CLOSURE"))
    """How long the spot market stays open after delivery [s]: until a minute before the next interval."""
    submit_s: int = Field(300, ge=1, le=86_400, validation_alias=AliasChoices("BLOCKCHAIN_SUBMIT_INTERVAL"))
    """How often a run submits again what the ledger refused when it came [s] (R-LED-5)."""
    telemetry_days: int = Field(30, ge=1, le=3_660, validation_alias=AliasChoices("RETENTION_DAYS"))
    """How long telemetry is kept [days] (R-GW-5); settlement readings stay."""
    engineering_api_key: SecretStr | None = Field(None, validation_alias=AliasChoices("ENGINEERING_API_KEY"))
    """Bearer key of the engineering endpoint; without one a key is made and kept in the data folder."""
    log_level: str = Field("INFO", validation_alias=AliasChoices("LOG_LEVEL"))
    """DEBUG, INFO, WARNING or ERROR."""


def engineering_port(settings: Settings) -> tuple[int | None, bool]:
    """Return the second port of the engineering endpoints, and whether it was asked for by name.

    A campus on another port than the default does not claim the sources' port unless it is told to.
    """
    if settings.engineering_port is not None:
        return settings.engineering_port, True
    return (SOURCES_PORT if settings.port == DEFAULT_PORT else None), False


def rpc_port(settings: Settings) -> tuple[int | None, bool]:
    """Return the port of the ledger's JSON-RPC, None for none, and whether it was asked for by name."""
    if settings.rpc_port is not None:
        return settings.rpc_port or None, True
    return (SOURCES_PORT if settings.port == DEFAULT_PORT else None), False


def load_settings(**given: object) -> Settings:
    """Parse the settings; `given` are those of the command line, where None means not given.

    Raises:
        SettingRefused: Names each variable, its value and what it must be.
    """
    try:
        settings = Settings(**{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type] # parsed
    except ValidationError as error:
        raise SettingRefused("; ".join(_sentence(dict(e)) for e in error.errors())) from None
    if 900 % settings.telemetry_s:
        raise SettingRefused(
            f"SIMULATION_INTERVAL is {settings.telemetry_s}: it must divide 900 s, as 15, 60 or 900 do"
        )
    if settings.log_level.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise SettingRefused(f"LOG_LEVEL is {settings.log_level!r}: use DEBUG, INFO, WARNING or ERROR")
    return settings


def _sentence(error: dict[str, object]) -> str:
    location = error.get("loc")
    name = ".".join(str(part) for part in location) if isinstance(location, tuple) else "setting"
    return f"{name} is {error.get('input')!r}: {error.get('msg')}"
