"""Invariant 6 of the ledger: what is the authority's, the oracle's or the threshold's, nobody else did.

The authority is followed from `initialize` through each hand-over and each change of parameters and
approvers, from what was asked for and who signed; the Config account must say the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from solders.pubkey import Pubkey

from gridtokenx.chain.addresses import SYSTEM_PROGRAM, program_data
from gridtokenx.ledger.invariant.role import ROLES, Role
from gridtokenx.ledger.invariant.rule import Fault, View, address, number
from gridtokenx.ledger.invariant.seen import Named, Seen
from gridtokenx.ledger.invariant.upgrade import UpgradeRule

NOBODY = SYSTEM_PROGRAM


@dataclass(frozen=True, slots=True)
class ApproverSet:
    """Who approves, and how many of them must."""

    model: int = 0
    threshold: int = 0
    approvers: tuple[Pubkey, ...] = ()
    """By seat."""

    @classmethod
    def of(cls, fields: Mapping[str, object]) -> "ApproverSet":
        """Read it from arguments or from a Config account."""
        keys = cast("tuple[Pubkey, ...]", fields["approvers"])[: number(fields, "approver_count")]
        return cls(number(fields, "model"), number(fields, "threshold"), tuple(keys))

    def __str__(self) -> str:
        keys = ", ".join(map(str, self.approvers))
        return f"{self.threshold} of [{keys}] in model {self.model}"


@dataclass(slots=True)
class InForce:
    """Who may do what, as the ledger's transactions have left it."""

    authority: Pubkey = NOBODY
    pending: Pubkey = NOBODY
    oracle: Pubkey = NOBODY
    approver_set: ApproverSet = ApproverSet()
    version: int = 0

    @classmethod
    def of(cls, config: Mapping[str, object]) -> "InForce":
        """Read it from a Config account."""
        return cls(
            authority=address(config, "authority"),
            pending=address(config, "pending_authority"),
            oracle=address(config, "oracle"),
            approver_set=ApproverSet.of(config),
            version=number(config, "approver_set_version"),
        )

    @property
    def seats(self) -> tuple[Pubkey, ...]:
        """The approvers by seat."""
        return self.approver_set.approvers

    @property
    def electorate(self) -> frozenset[Pubkey]:
        """Who decides about certificates: the approvers, or the authority where there are none."""
        return frozenset(self.seats or (self.authority,))


@dataclass(slots=True)
class AuthorityRule:
    """Follows who is in force; `upgrades` knows who may replace a program."""

    upgrades: UpgradeRule
    force: InForce = field(default_factory=InForce)
    privileged: int = 0
    """Instructions that were held against who was in force."""

    def start(self, view: View) -> Iterable[Fault]:
        """Take over what the Config account says."""
        config = view.read(view.programs.governance, "Config", view.addresses.config())
        if config is not None:
            self.force = InForce.of(config)
        return ()

    def step(self, seen: Seen, view: View) -> Iterable[Fault]:
        """Hold each instruction against who is in force, then follow what it changed."""
        for named in seen.named:
            yield from self._signed(named, seen)
            yield from self._privileged(named, seen, view)
            if named.program.name == "governance":
                yield from self._follow(named, seen)
        ran = seen.touched is None or any(call.program == view.addresses.governance for call in seen.calls)
        if ran:  # nobody else can write its account
            yield from self._compare(view)

    def end(self, view: View) -> Iterable[Fault]:
        """Compare once more with the Config account."""
        return self._compare(view)

    def _signed(self, named: Named, seen: Seen) -> Iterator[Fault]:
        """Every account that the interface has sign must have signed."""
        for spec in named.spec.accounts:
            key = named.accounts.get(spec.name)
            if spec.signer and key is not None and not seen.signed(named.call, key):
                yield Fault("NOT_SIGNED", f"{named.name} ran without the signature of its {spec.name} {key}")

    def _privileged(self, named: Named, seen: Seen, view: View) -> Iterator[Fault]:
        account, role = ROLES.get(named.name, ("", Role.ANYBODY))
        if role is Role.THRESHOLD:
            self.privileged += 1
            yield from self._threshold(named, seen, least=1)
        if role is Role.APPROVER:
            self.privileged += 1
            who = named.accounts.get(account)
            if who not in self.force.electorate:
                yield Fault(
                    "WRONG_AUTHORITY", f"{named.name} was done in the name of {who}, no approver in force"
                )
        due = self._due(role, view)
        if due is None:
            return
        self.privileged += 1
        who = named.accounts.get(account)
        if who != due:
            yield Fault(
                "WRONG_AUTHORITY", f"{named.name} was done in the name of {who}; {role.value} was {due}"
            )

    def _due(self, role: Role, view: View) -> Pubkey | None:
        match role:
            case Role.AUTHORITY:
                return self.force.authority
            case Role.PENDING:
                return self.force.pending
            case Role.ORACLE:
                return self.force.oracle
            case Role.ATTESTOR:
                return view.addresses.attestor()
            case Role.UPGRADER:
                return self.upgrades.authority_of(program_data(view.addresses.governance))
            case _:
                return None

    def _follow(self, named: Named, seen: Seen) -> Iterator[Fault]:
        """Take over what a governance instruction changed."""
        force, args = self.force, named.args()
        match named.spec.name:
            case "initialize":
                yield from self._initialized(cast("Mapping[str, object]", args["args"]))
            case "set_parameters":
                force.oracle = address(cast("Mapping[str, object]", args["args"]), "oracle")
            case "propose_authority":
                force.pending = cast("Pubkey", next(iter(args.values())))
            case "accept_authority":
                force.authority, force.pending = force.pending, NOBODY
            case "set_approvers":
                yield from self._threshold(named, seen, least=0)
                force.approver_set = ApproverSet.of(cast("Mapping[str, object]", args["args"]))
                force.version += 1

            case "upgrade_program" | "set_upgrade_authority":
                yield from self._threshold(named, seen, least=0)

    def _initialized(self, args: Mapping[str, object]) -> Iterator[Fault]:
        if self.force.authority != NOBODY:
            yield Fault("INITIALIZED_TWICE", "the configuration was made a second time")
        parameters = cast("Mapping[str, object]", args.get("parameters", args))
        self.force = InForce(
            authority=address(args, "authority"),
            oracle=address(parameters, "oracle"),
            approver_set=ApproverSet.of(cast("Mapping[str, object]", args.get("approver_set", args))),
        )

    def _threshold(self, named: Named, seen: Seen, *, least: int) -> Iterator[Fault]:
        """Count the approvers in force who signed."""
        asked = (key for key in named.remaining if key in self.force.electorate)
        agreeing = {key for key in asked if seen.signed(named.call, key)}
        must = max(self.force.approver_set.threshold, least)
        if len(agreeing) < must:
            told = f"{named.name} was signed by {len(agreeing)} of the approvers in force"
            yield Fault("THRESHOLD_NOT_MET", f"{told}, {must} must")

    def _compare(self, view: View) -> Iterator[Fault]:
        config = view.read(view.programs.governance, "Config", view.addresses.config())
        if config is None:
            return
        found = InForce.of(config)
        for name in InForce.__slots__:
            is_, due = getattr(found, name), getattr(self.force, name)
            if is_ != due:
                yield Fault("CONFIG_DIFFERS", f"{name} of the configuration is {is_}, not {due}")
        self.force = found
