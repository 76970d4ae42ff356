"""A cluster's methods, one function a method: what the rpc adapter asks for, decoded and checked.

Reads say which slot they must not be older than, because the address of a cluster may stand for many nodes,
and some are behind: what has been confirmed once is seen by whatever is read afterwards.
"""

from base64 import b64encode
from collections.abc import Sequence
from typing import TypeVar

from solders.hash import Hash, ParseHashError
from solders.pubkey import Pubkey
from solders.signature import Signature

from gridtokenx.ledger.rpc.answer import (
    AccountAnswer,
    InContext,
    KeyedAccount,
    LatestBlockhash,
    SignatureLine,
    SimulationAnswer,
    Status,
    TransactionAnswer,
    account_of,
    key_of,
)
from gridtokenx.ledger.rpc.transport import CallRefused, LedgerAnswerInvalid, Transport
from gridtokenx.port.ledger import AccountState, AnyTransaction

T = TypeVar("T")
ACCOUNTS_A_CALL = 100
SIGNATURES_A_CALL = 256
SIGNATURE_LINES_A_CALL = 1_000
NO_HISTORY = -32011
"""Transaction history is not available from this node."""


class Cluster:
    """The methods of one cluster, at one commitment."""

    def __init__(self, transport: Transport, *, commitment: str = "confirmed") -> None:
        self.transport = transport
        self._commitment = commitment
        self.keeps_history = True
        """Whether the node can tell of a transaction that is over; some are run without that."""
        self._seen_slot = 0

    def saw(self, slot: int) -> None:
        """Make later reads at least as new as a slot."""
        self._seen_slot = max(self._seen_slot, slot)

    def _config(self, **more: object) -> dict[str, object]:
        return {"commitment": self._commitment, "minContextSlot": self._seen_slot, **more}

    def _ask(self, method: str, *params: object, answer: type[T]) -> T:
        return self.transport.call(method, *params, answer=answer)

    def genesis_hash(self) -> Hash:
        """Return the name of the cluster."""
        return _hash(self._ask("getGenesisHash", answer=str))

    def latest_blockhash(self) -> tuple[Hash, int, int]:
        """Return a recent blockhash, the last block height at which it is valid, and the slot."""
        found = self._ask("getLatestBlockhash", self._config(), answer=InContext[LatestBlockhash])
        self.saw(found.context.slot)
        return _hash(found.value.blockhash), found.value.last_valid_block_height, found.context.slot

    def blockhash_valid(self, blockhash: Hash) -> bool:
        """Return whether a transaction may still carry a blockhash."""
        config = self._config(commitment="processed")
        return self._ask("isBlockhashValid", str(blockhash), config, answer=InContext[bool]).value

    def block_height(self) -> int:
        """Return the height of the newest block."""
        return self._ask("getBlockHeight", self._config(), answer=int)

    def slot(self) -> int:
        """Return the newest slot."""
        return self._ask("getSlot", self._config(), answer=int)

    def block_time(self, slot: int) -> int | None:
        """Return a slot's time [epoch s], or None when the cluster does not know."""
        return self._ask("getBlockTime", slot, answer=int | None)  # type: ignore[arg-type] # a union is a type to decode

    def rent_exempt(self, size: int) -> int:
        """Return the lamports that an account of a size [bytes] needs to stay."""
        return self._ask("getMinimumBalanceForRentExemption", size, answer=int)

    def request_airdrop(self, address: Pubkey, lamports: int) -> str:
        """Ask the cluster's faucet for lamports; return the signature's text."""
        return self._ask("requestAirdrop", str(address), lamports, answer=str)

    def send(self, transaction: AnyTransaction) -> str:
        """Hand a transaction over; return its signature's text. Nothing is known of it by that."""
        config = {"encoding": "base64", "skipPreflight": True, "maxRetries": 0}
        return self._ask("sendTransaction", b64encode(bytes(transaction)).decode(), config, answer=str)

    def simulate(self, transaction: AnyTransaction) -> SimulationAnswer:
        """Return what a transaction would do, its blockhash aside."""
        config = self._config(encoding="base64", replaceRecentBlockhash=True, sigVerify=False)
        body = b64encode(bytes(transaction)).decode()
        return self._ask("simulateTransaction", body, config, answer=InContext[SimulationAnswer]).value

    def statuses(self, signatures: Sequence[Signature], *, search: bool) -> list[Status | None]:
        """Return what became of 256 transactions at most; `search` looks beyond the recent ones."""
        asked = [str(signature) for signature in signatures]
        config = {"searchTransactionHistory": search}
        found = self._ask("getSignatureStatuses", asked, config, answer=InContext[list[Status | None]]).value
        return self._as_many(found, asked, "getSignatureStatuses")

    def transaction(self, signature: Signature) -> TransactionAnswer | None:
        """Return a transaction's slot, time and result, or None; a node without a history knows none."""
        if not self.keeps_history:
            return None
        config = {
            "encoding": "base64",
            "commitment": self._commitment,
            "maxSupportedTransactionVersion": 0,
        }
        try:
            return self._ask("getTransaction", str(signature), config, answer=TransactionAnswer | None)  # type: ignore[arg-type] # a union is a type to decode
        except CallRefused as refusal:
            if refusal.code != NO_HISTORY:
                raise
            self.keeps_history = False
            return None

    def signatures(
        self, address: Pubkey, *, before: str | None = None, until: str | None = None
    ) -> list[SignatureLine]:
        """Return up to 1,000 transactions that name an address, newest first, strictly between two."""
        config: dict[str, object] = {"commitment": self._commitment, "limit": SIGNATURE_LINES_A_CALL}
        config |= {"before": before} if before else {}
        config |= {"until": until} if until else {}
        return self._ask("getSignaturesForAddress", str(address), config, answer=list[SignatureLine])

    def accounts(self, addresses: Sequence[Pubkey]) -> list[AccountState | None]:
        """Return 100 accounts at most, in order."""
        asked = [str(address) for address in addresses]
        kind = InContext[list[AccountAnswer | None]]
        found = self._ask("getMultipleAccounts", asked, self._config(encoding="base64"), answer=kind)
        self.saw(found.context.slot)
        answers = self._as_many(found.value, asked, "getMultipleAccounts")
        return [
            None if answer is None or not answer.lamports else account_of(address, answer)
            for address, answer in zip(addresses, answers, strict=True)
        ]

    def program_accounts(self, program: Pubkey, *, discriminator: bytes = b"") -> list[AccountState]:
        """Return a program's accounts by address, those whose data start with the discriminator."""
        config = self._config(encoding="base64")
        if discriminator:
            start = {"offset": 0, "bytes": b64encode(discriminator).decode(), "encoding": "base64"}
            config["filters"] = [{"memcmp": start}]
        found = self._ask("getProgramAccounts", str(program), config, answer=list[KeyedAccount])
        accounts = [account_of(key_of(each.pubkey), each.account) for each in found]
        wanted = [a for a in accounts if a.owner == program and a.data.startswith(discriminator)]
        return sorted(wanted, key=lambda account: bytes(account.address))

    def _as_many(self, found: list[T], asked: Sequence[object], method: str) -> list[T]:
        if len(found) != len(asked):
            raise LedgerAnswerInvalid(
                f"{self.transport.shown} answered {method} with {len(found)} values for {len(asked)}"
            )
        return found


def _hash(text: str) -> Hash:
    try:
        return Hash.from_string(text)
    except (ValueError, ParseHashError):
        raise LedgerAnswerInvalid(f"{text[:60]!r} is no blockhash") from None
