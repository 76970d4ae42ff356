"""Nobody but the right signer changed what is somebody's to change, judged by the accounts as they were."""

from collections.abc import Iterator

from solders.pubkey import Pubkey
from solders.token.state import TokenAccount
from tests.property.random_walk.campus import Sent
from tests.property.random_walk.state import Change, Fields, State, changes

from gridtokenx.chain.addresses import Addresses

REQUESTED, ISSUED, REJECTED, LAPSED, RETIRED, DISPUTED, REVOKED, EXPIRED = range(8)
OPEN, CANCELLED = 0, 1
BY_AUTHORITY = {"User", "Payment", "Zone made", "Market", "TokenState made"}
BY_ORACLE = {"Batch", "MeterFeed"}


def check_rights(sent: Sent, at: Addresses, founder: Pubkey) -> None:
    """Hold every change of a successful transaction against who signed it."""
    config = sent.before.one("Config")
    rights = _Rights(sent, config, founder)
    for change in changes(sent.before, sent.after):
        assert rights.allow(change), f"{change.kind} changed by {[*map(str, sent.signers)]}: {change}"
    for address in _moved(sent, at):
        raise AssertionError(f"token account {address} changed without its owner")


class _Rights:
    """Whose signatures a transaction carries, under the configuration that was in force."""

    def __init__(self, sent: Sent, config: Fields | None, founder: Pubkey) -> None:
        self.sent, self.config, self.founder = sent, config, founder

    def signed(self, who: Pubkey) -> bool:
        return who in self.sent.signers

    def authority(self) -> bool:
        return self.config is not None and self.signed(self.config["authority"])

    def seats(self) -> list[Pubkey]:
        assert self.config is not None
        seated = list(self.config["approvers"][: self.config["approver_count"]])
        return seated or [self.config["authority"]]

    def threshold(self) -> int:
        assert self.config is not None
        return max(int(self.config["threshold"]), 1)

    def quorum(self) -> bool:
        return sum(map(self.signed, self.seats())) >= self.threshold()

    def free_seats(self, certificate: Fields) -> list[Pubkey]:
        """Return who may vote on a certificate: who gains by it may not, unless the authority is alone."""
        assert self.config is not None
        gains = {certificate[n] for n in ("requester", "producer", "owner")}
        seats = self.seats()
        return [s for s in seats if s not in gains] if self.config["approver_count"] else seats

    def agent_or(self, owner: Pubkey) -> bool:
        """Whether the owner signed, or an agent of it that was active and not past its time."""
        agents = self.sent.before.of("Agent").values()
        return self.signed(owner) or any(
            self.signed(a["agent"])
            for a in agents
            if a["owner"] == owner and a["status"] == 0 and self.sent.now_s < a["expires_at"]
        )

    def allow(self, change: Change) -> bool:
        made = f"{change.kind} made" if change.old is None else ""
        if change.kind in BY_AUTHORITY or made in BY_AUTHORITY:
            return self.authority() and (change.new is not None)
        if change.kind in BY_ORACLE:
            fresh_feed = made == "MeterFeed made" and not (change.new or {}).get("sequence")
            return fresh_feed or (self.config is not None and self.signed(self.config["oracle"]))
        judge = getattr(self, f"_{change.kind.lower()}", None)
        return True if judge is None else bool(judge(change))

    def _config(self, change: Change) -> bool:
        old, new = change.old, change.new
        if old is None:
            return self.signed(self.founder)
        assert new is not None
        if new["authority"] != old["authority"]:
            return new["authority"] == old["pending_authority"] and self.signed(new["authority"])
        voted = ("approvers", "approver_count", "threshold", "model", "approver_set_version")
        if [old[n] for n in voted] != [new[n] for n in voted]:
            return self.authority() and self.quorum() and self._is_newer_set(old, new)
        return self.authority()

    @staticmethod
    def _is_newer_set(old: Fields, new: Fields) -> bool:
        return bool(new["approver_set_version"] == old["approver_set_version"] + 1)

    def _meter(self, change: Change) -> bool:
        old, new = change.old, change.new
        if new is None or (old is not None and old["status"] == 2):
            return False
        retired = old is not None and {**old, "status": 2} == dict(new)
        return self.authority() or (retired and old is not None and self.signed(old["owner"]))

    def _agent(self, change: Change) -> bool:
        return change.new is not None and self.signed(change.new["owner"])

    def _order(self, change: Change) -> bool:
        old, new = change.old, change.new
        if new is None:
            return old is not None and old["state"] != OPEN
        if old is None or (old["state"], new["state"]) == (OPEN, CANCELLED):
            return self.agent_or(new["owner"])
        if any(old[n] != new[n] for n in ("payout_energy", "payout_credit")):
            return self.signed(new["owner"])
        fixed = ("owner", "side", "limit", "quantity_wh", "interval", "ticket", "payer")
        return [old[n] for n in fixed] == [new[n] for n in fixed]

    def _reservation(self, change: Change) -> bool:
        old, new = change.old, change.new
        if new is None:
            return old is not None and old["state"] != 0
        if old is None or (old["state"], new["state"]) == (0, 2):
            return self.agent_or(new["buyer"]) and self.agent_or(new["seller"])
        if any(old[n] != new[n] for n in ("buyer_energy", "buyer_credit")):
            return self.signed(new["buyer"])
        if any(old[n] != new[n] for n in ("seller_energy", "seller_credit")):
            return self.signed(new["seller"])
        fixed = ("buyer", "seller", "wh", "price", "shortfall_price", "start", "payer")
        return [old[n] for n in fixed] == [new[n] for n in fixed]

    def _certificate(self, change: Change) -> bool:
        old, new = change.old, change.new
        if new is None:
            return False
        if old is None:
            asked = self.signed(new["owner"]) or self.authority()
            return self.signed(new["owner"]) if new["parent_serial"] else asked
        if old["status"] != new["status"]:
            return self._decided(old, new)
        if old["owner"] != new["owner"] or old["wh"] != new["wh"]:
            return old["status"] == ISSUED and self.signed(old["owner"])
        return old["status"] == REQUESTED and any(map(self.signed, self.free_seats(old)))  # a vote

    def _decided(self, old: Fields, new: Fields) -> bool:
        """Whether a certificate's change of state was somebody's to make; a table of all that there are."""
        assert self.config is not None
        is_due = bool(self.sent.now_s >= old["expires_at"])
        is_counted = bool(old["approver_set_version"] == self.config["approver_set_version"])
        free = self.free_seats(old)
        agree = sum(map(self.signed, free)) >= self.threshold()
        approved = is_counted and old["approvals"].bit_count() >= self.threshold()
        allowed = {
            (REQUESTED, ISSUED): approved,
            (REQUESTED, REJECTED): any(map(self.signed, free)),
            (REQUESTED, LAPSED): is_due and not approved,
            (ISSUED, EXPIRED): is_due,
            (ISSUED, RETIRED): self.signed(old["owner"]),
            (ISSUED, DISPUTED): self.authority() or any(map(self.signed, self.seats())),
            (DISPUTED, ISSUED): agree,
            (DISPUTED, REVOKED): agree,
        }
        return allowed.get((old["status"], new["status"]), False)


def _moved(sent: Sent, at: Addresses) -> Iterator[Pubkey]:
    """Yield token accounts that lost tokens, or changed hands or delegate, without owner or delegate."""
    for address, old in sent.before.tokens.items():
        new = sent.after.tokens.get(address)
        if old.owner == at.vault_authority() or old.owner in sent.signers:
            continue
        if new is None:
            if old.close_authority not in sent.signers:
                yield address
            continue
        if _lost(old, new, (at.vault_authority(), *sent.signers)):
            yield address


def _lost(old: TokenAccount, new: TokenAccount, delegates: tuple[Pubkey, ...]) -> bool:
    """Whether an account whose owner did not sign changed in a way that no delegate could have changed it."""
    less = old.amount - new.amount
    if less > 0 and (old.delegate not in delegates or less > old.delegated_amount):
        return True
    is_other = (old.owner, old.mint) != (new.owner, new.mint)
    is_freer = new.delegated_amount > old.delegated_amount or new.delegate not in {old.delegate, None}
    return is_other or is_freer


def unchanged(before: State, after: State) -> bool:
    """Whether a transaction left every account as it was."""
    return dict(before.raw) == dict(after.raw)
