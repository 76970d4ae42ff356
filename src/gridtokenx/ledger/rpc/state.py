"""The state's hash over accounts that came from a cluster, as docs/reference/ledger.md defines it."""

import hashlib
import struct
from collections.abc import Iterable

from gridtokenx.port.ledger import AccountState


def state_hash(accounts: Iterable[AccountState]) -> str:
    """Return SHA-256 [hex] over accounts of our programs and of the token program, in any order."""
    digest = hashlib.sha256(b"gridtokenx:state:1")
    for account in sorted(accounts, key=lambda each: bytes(each.address)):
        digest.update(bytes(account.address) + bytes(account.owner))
        digest.update(struct.pack("<QQ", account.lamports, len(account.data)) + account.data)
    return digest.hexdigest()
