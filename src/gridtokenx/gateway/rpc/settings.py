"""What the JSON-RPC server may be told; parsed elsewhere, frozen here. Owns its limits."""

from dataclasses import dataclass

from solders.pubkey import Pubkey


@dataclass(frozen=True, slots=True)
class RpcSettings:
    """Limits of the JSON-RPC server; every default is safe for a machine of its own."""

    identity: Pubkey | None = None
    """The key that getIdentity names; None derives it from the ledger's genesis."""
    airdrops: bool = False
    """Whether requestAirdrop may ask the ledger's faucet."""
    airdrop_lamports_max: int = 100 * 10**9
    """Most lamports of one airdrop."""
    allowed_origins: tuple[str, ...] = ()
    """Origins whose pages may call; ``*`` for all, empty for none (no CORS)."""
    body_bytes_max: int = 50 * 1024
    """Largest request body [byte]; Agave's own limit, forty times the largest transaction."""
    batch_max: int = 1_000
    """Most requests in one batch."""
    body_s: float = 10.0
    """Time for a request's body to arrive [s]."""
    header_s: float = 10.0
    """Time for a request's head to arrive, and for a stuck answer to be taken [s]."""
    work_s: float = 30.0
    """Time that the ledger may take for a request [s]."""
    work_max: int = 256
    """Most requests that wait for the ledger at once; the others wait for their turn."""
    connections_max: int = 10_000
    """Most HTTP connections at once; more get 503."""
    sockets_max: int = 2_000
    """Most WebSocket connections at once; more get 503."""
    subscriptions_max: int = 1_000
    """Most subscriptions of one connection."""
    subscriptions_of_all_max: int = 50_000
    """Most subscriptions of all connections; a commit may concern every one."""
    message_bytes_max: int = 4_096
    """Largest message that a WebSocket client may send [byte]."""
    unsent_max: int = 65_536
    """Notifications that may wait for a slow reader before it is dropped."""
    unsent_bytes_max: int = 16 * 1024 * 1024
    """Bytes of notifications that may wait for a slow reader before it is dropped."""
    scan_bytes_max: int = 32 * 1024 * 1024
    """Most account data that one answer may carry [byte]."""
    batch_bytes_max: int = 64 * 1024 * 1024
    """Answers of one batch after which its other calls are refused [byte]."""
