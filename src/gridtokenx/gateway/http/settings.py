"""What the gateway may be told; parsed elsewhere, frozen here. Owns the limits of the HTTP face."""

from dataclasses import dataclass

from pydantic import SecretStr


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """Limits and keys of the gateway; every default is safe for a machine of its own."""

    engineering_key: SecretStr | None = None
    """Bearer key of the engineering endpoints; None refuses every submission."""
    validator: str = "engineering_department"
    """Name that answers to submissions carry."""
    allowed_origins: tuple[str, ...] = ()
    """Origins that a browser may call from beside our own page; empty means none (no CORS)."""
    body_bytes_max: int = 1_000_000
    """Largest request body [byte]; 1,000 readings of a batch are some 400,000."""
    batch_max: int = 1_000
    """Most readings in one submission."""
    streams_max: int = 10_000
    """Most streams open at once (R-FIG: 10,000 connections)."""
    ping_s: float = 15.0
    """Silence on a stream after which a ping goes out [s]; proxies drop idle connections at 30 to 60."""
