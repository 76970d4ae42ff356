"""An instruction with everything laid out that many copies of it share: what differs is put in as bytes.

Names, privileges and fixed addresses come from the program's IDL once; a copy then costs a microsecond.
"""

from collections.abc import Mapping, Sequence
from operator import itemgetter

from solders.pubkey import Pubkey

from gridtokenx.chain.message import SIGNER, WRITABLE, Call
from gridtokenx.chain.program import AccountMissing, Program


class Template:
    """Copies of one instruction.

    Args:
        program: Whose instruction it is.
        name: Its name in the IDL, such as ``place_order``.
        fixed: Accounts that every copy has, by name; those that the IDL determines may be left out.
        free: Names of the accounts that each copy puts in, in the order in which it will.
        remaining: Which of a group of further accounts are writable, the groups following one another.

    Raises:
        NameUnknown: The program has no such instruction or account name.
        AccountMissing: An account is neither fixed, free nor determined by the others.
    """

    def __init__(
        self,
        program: Program,
        name: str,
        *,
        fixed: Mapping[str, Pubkey],
        free: Sequence[str] = (),
        remaining: Sequence[bool] = (),
    ) -> None:
        spec = program.spec(name)
        known, other = (
            program.resolve(name, accounts={**fixed, **dict.fromkeys(free, blank)}, args={})
            for blank in (Pubkey.default(), Pubkey(b"\1" * 32))
        )
        derived = [a for a in known if known[a] != other[a] and a not in free]
        if derived:
            raise AccountMissing(f"{name}: {derived} depend on free accounts: make them free too")
        flags = bytes(WRITABLE * a.writable | SIGNER * a.signer for a in spec.accounts)
        self._program = bytes(program.id)
        self._flags = flags
        self._group = bytes(WRITABLE * writable for writable in remaining)
        self._shared = tuple(bytes(known[account.name]) for account in spec.accounts)
        places = {account: len(self._shared) + at for at, account in enumerate(free)}
        self._free = len(places)
        self._ordered = itemgetter(
            *(places.get(account.name, at) for at, account in enumerate(spec.accounts)), 0
        )

    def fill(self, accounts: Sequence[bytes], data: bytes, remaining: Sequence[bytes] = ()) -> Call:
        """Return a copy.

        Args:
            accounts: Addresses of the free accounts, in their order.
            data: Discriminator and arguments, from `Program.data` or `Program.data_of_many`.
            remaining: Addresses of the further accounts, whole groups.
        """
        assert len(accounts) == self._free, f"{len(accounts)} accounts for {self._free} free names"
        named = self._ordered((*self._shared, *accounts))[:-1]
        if not remaining:
            return Call(self._program, named, self._flags, data)
        groups, rest = divmod(len(remaining), len(self._group))
        assert not rest, f"{len(remaining)} further accounts are no groups of {len(self._group)}"
        return Call(self._program, (*named, *remaining), self._flags + self._group * groups, data)
