"""A successful transaction as the rules see it: who signed, what was called by whom, what was logged.

Calls are the transaction's own instructions and, in the order in which they ran, those that programs made
out of them. All of it comes from the bytes as signed and from the replay, nothing from the validator.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction

from gridtokenx.chain.codec import Compiler
from gridtokenx.chain.idl import IdlInstruction
from gridtokenx.chain.program import DISCRIMINATOR_BYTES, Event, Program
from gridtokenx.chain.programs import Programs
from gridtokenx.chain.structure import Struct
from gridtokenx.ledger.invariant.call import Call, calls_of
from gridtokenx.ledger.invariant.token_move import TokenMove, token_moves
from gridtokenx.ledger.litesvm.outcome import Outcome, TokenChange


@dataclass(frozen=True, slots=True)
class Named:
    """A call of one of our programs, its accounts and arguments by the IDL's names."""

    call: Call
    program: Program
    spec: IdlInstruction
    codec: Struct
    accounts: Mapping[str, Pubkey]

    @property
    def name(self) -> str:
        """Such as ``trading.place_order``."""
        return f"{self.program.name}.{self.spec.name}"

    @property
    def remaining(self) -> tuple[Pubkey, ...]:
        """The accounts after the named ones."""
        return self.call.accounts[len(self.spec.accounts) :]

    def args(self) -> Mapping[str, object]:
        """Decode the arguments.

        Raises:
            DataTooShort: The data end before the arguments do.
        """
        value, _ = self.codec.decode(self.call.data, DISCRIMINATOR_BYTES)
        return cast("Mapping[str, object]", value)


@dataclass(frozen=True, slots=True)
class Seen:
    """One transaction that succeeded."""

    events: Sequence[Event] = ()
    calls: Sequence[Call] = ()
    named: Sequence[Named] = ()
    """The calls of our programs, in order."""
    signers: frozenset[Pubkey] = frozenset()
    touched: frozenset[Pubkey] | None = None
    """Accounts that it names: no other can have changed. None: anything may have."""
    moves: Sequence[TokenMove] = ()
    """What the token program did."""
    owners: Mapping[Pubkey, Pubkey] = field(default_factory=dict)
    """Owners of the token accounts that it names, by address."""
    mints: Mapping[Pubkey, Pubkey] = field(default_factory=dict)
    """Their mints."""
    time_s: int = 0

    def touches(self, address: Pubkey) -> bool:
        """Return whether an account may have changed."""
        return self.touched is None or address in self.touched

    def signed(self, call: Call, key: Pubkey) -> bool:
        """Return whether a key signed: the transaction, or as a program's address in a program's call."""
        return key in self.signers or (call.depth > 1 and not key.is_on_curve())


class Reader:
    """Reads transactions by the interfaces of our programs."""

    def __init__(self, programs: Programs) -> None:
        self._programs = programs
        self._known: dict[tuple[Pubkey, bytes], tuple[Program, IdlInstruction, Struct]] = {}
        for program in programs.all():
            compiler = Compiler(program.idl.types)
            for spec in program.idl.instructions.values():
                codec = compiler.struct(f"{program.name}.{spec.name}", spec.args)
                self._known[program.id, spec.discriminator] = (program, spec, codec)

    def see(self, body: bytes, result: Outcome, *, time_s: int) -> Seen:
        """Return what there is to see in a transaction that succeeded.

        Raises:
            ValueError: The transaction's bytes or places in it are damaged.
            EventsTruncated: The log was cut off.
            DataTooShort: An event ends before its type does.
        """
        message = VersionedTransaction.from_bytes(body).message
        effects = result.effects
        loaded = [*effects.loaded_writable, *effects.loaded_readonly] if effects else []
        tokens = effects.tokens if effects else []
        keys = (*message.account_keys, *map(Pubkey, loaded))
        own = [(c.program_id_index, bytes(c.accounts), bytes(c.data)) for c in message.instructions]
        try:
            calls = tuple(calls_of(keys, own, result.inner))
        except IndexError:
            raise ValueError("an instruction names an account that the transaction does not have") from None
        return Seen(
            events=self._programs.events(result.logs),
            calls=calls,
            named=tuple(named for call in calls if (named := self.name(call)) is not None),
            signers=frozenset(keys[: message.header.num_required_signatures]),
            touched=frozenset(keys),
            moves=tuple(token_moves(calls)),
            owners=_owners(keys, tokens),
            mints={keys[change.place]: Pubkey(change.mint) for change in tokens},
            time_s=time_s,
        )

    def name(self, call: Call) -> Named | None:
        """Return a call with the IDL's names, or None when it is none of our programs' instructions."""
        known = self._known.get((call.program, call.data[:DISCRIMINATOR_BYTES]))
        if known is None:
            return None
        program, spec, codec = known
        names = (account.name for account in spec.accounts)
        return Named(call, program, spec, codec, dict(zip(names, call.accounts, strict=False)))


def _owners(keys: Sequence[Pubkey], tokens: Sequence[TokenChange]) -> dict[Pubkey, Pubkey]:
    """Return who owned each token account; of one that is gone, who owned it before."""
    found = ((keys[change.place], change.owner_after or change.owner_before) for change in tokens)
    return {account: Pubkey(owner) for account, owner in found if owner is not None}
