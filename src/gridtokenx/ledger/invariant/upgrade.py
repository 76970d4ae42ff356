"""Which code the programs run, and who may replace it: part of invariant 6.

An upgrade by the upgrade authority is allowed and is a notice with the new code's hash: whoever reads an
audit decides whether to trust that code. The hash is SHA-256 of the code without the zeros behind it, the
one that ``solana-verify get-program-hash`` prints. That the programs become governance's own to upgrade is
part of founding a campus of regulators, and no notice; from then on an upgrade takes the threshold.

Source: the upgradeable loader's instructions and accounts (``solana_loader_v3_interface``).
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from solders.pubkey import Pubkey

from gridtokenx.chain.addresses import UPGRADEABLE_LOADER, program_data
from gridtokenx.ledger.invariant.call import Call
from gridtokenx.ledger.invariant.rule import Fault, View
from gridtokenx.ledger.invariant.seen import Seen

UPGRADE, SET_AUTHORITY, CLOSE, SET_AUTHORITY_CHECKED = 3, 4, 5, 7
HEADER_BYTES = 45
_AUTHORITY_AT = 13
_TAG_BYTES = 4


@dataclass(frozen=True, slots=True)
class Code:
    """A program's data account: who may replace the code, and the code's hash."""

    authority: Pubkey | None
    digest: str


@dataclass(slots=True)
class UpgradeRule:
    """Follows the programs' data accounts; `shipped` are the hashes of the code in this package."""

    shipped: Mapping[Pubkey, str]
    programs: dict[Pubkey, Code] = field(default_factory=dict)
    """By the address of the data account."""
    names: dict[Pubkey, str] = field(default_factory=dict)

    def authority_of(self, data: Pubkey) -> Pubkey | None:
        """Return who may replace a program, by the address of its data account."""
        code = self.programs.get(data)
        return code.authority if code else None

    def start(self, view: View) -> Iterable[Fault]:
        """Take over the programs, and say which run other code than this package ships."""
        for program in view.programs.all():
            place = program_data(program.id)
            code = _code(view, place)
            if code is None:
                continue
            self.programs[place], self.names[place] = code, program.name
            shipped = self.shipped.get(program.id, code.digest)
            if code.digest != shipped:
                told = f"{program.name} runs the code {code.digest}, this package ships {shipped}"
                yield Fault("CODE_NOT_SHIPPED", told, is_notice=True)

    def step(self, seen: Seen, view: View) -> Iterable[Fault]:
        """Follow the loader's instructions, then compare code and authority."""
        for call in seen.calls:
            if call.program == UPGRADEABLE_LOADER:
                yield from self._loader(call, seen, view)
        for place, known in list(self.programs.items()):
            if seen.touched is not None and place in seen.touched:
                yield from self._compare(place, known, view)

    def end(self, view: View) -> Iterable[Fault]:
        """Compare every program once more."""
        for place, known in list(self.programs.items()):
            yield from self._compare(place, known, view)

    def _loader(self, call: Call, seen: Seen, view: View) -> Iterator[Fault]:
        tag = int.from_bytes(call.data[:_TAG_BYTES], "little")
        place = call.accounts[0] if call.accounts else None
        if place is None or place not in self.programs:
            return
        name, before = self.names[place], self.programs[place]
        signer = {UPGRADE: 6, SET_AUTHORITY: 1, CLOSE: 2, SET_AUTHORITY_CHECKED: 1}.get(tag)
        if signer is None:
            return
        who = call.accounts[signer]
        if who != before.authority or not seen.signed(call, who):
            yield Fault(
                "WRONG_AUTHORITY",
                f"{name} was changed by {who}; its upgrade authority was {before.authority}",
            )
        if tag == UPGRADE:
            after = _code(view, place)
            digest = after.digest if after else "nothing"
            self.programs[place] = Code(before.authority, digest)
            told = f"{name} was replaced by {who}: code {before.digest} by {digest}"
            yield Fault("PROGRAM_UPGRADED", told, is_notice=True)
        elif tag == CLOSE:
            del self.programs[place]
            yield Fault("PROGRAM_CLOSED", f"{name} was closed by {who}", is_notice=True)
        else:
            heir = call.accounts[2] if len(call.accounts) > 2 else None
            self.programs[place] = Code(heir, before.digest)
            if heir == view.addresses.upgrade_authority():
                return
            told = f"the upgrade authority of {name} passed from {who} to {heir or 'nobody, for ever'}"
            yield Fault("UPGRADE_AUTHORITY_PASSED", told, is_notice=True)

    def _compare(self, place: Pubkey, known: Code, view: View) -> Iterator[Fault]:
        found = _code(view, place)
        known = self.programs.get(place, known)
        if found != known:
            told = f"code {found.digest} under {found.authority}" if found else "nothing"
            due = f"code {known.digest} under {known.authority}"
            yield Fault("CODE_CHANGED", f"{self.names[place]} is {told}; the journal's upgrades leave {due}")
            self.programs[place] = found or known


def code_digest(code: bytes) -> str:
    """Return the hash by which a program's code is known."""
    return hashlib.sha256(code.rstrip(b"\0")).hexdigest()


def _code(view: View, place: Pubkey) -> Code | None:
    account = view.machine.account(place)
    if account is None or account.owner != UPGRADEABLE_LOADER or len(account.data) < HEADER_BYTES:
        return None
    data = account.data
    authority = Pubkey(data[_AUTHORITY_AT:HEADER_BYTES]) if data[_AUTHORITY_AT - 1] else None
    return Code(authority, code_digest(data[HEADER_BYTES:]))
