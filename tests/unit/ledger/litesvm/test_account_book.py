from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from solders.account import Account
from solders.pubkey import Pubkey
from solders.sysvar import CLOCK

from gridtokenx.ledger.litesvm.account_book import AccountBook

COUNTED, OTHER = Pubkey(bytes([200] * 32)), Pubkey(bytes([201] * 32))
SYSVARS = Pubkey.from_string("Sysvar1111111111111111111111111111111111111")


class Held(dict[Pubkey, Account]):
    """The part of the virtual machine that a book reads."""

    def get_account(self, address: Pubkey) -> Account | None:
        return self.get(address)


@dataclass
class World:
    held: Held
    book: AccountBook

    def write(self, number: int, account: Account | None) -> None:
        address = Pubkey(bytes([number] * 32))
        self.book.touch(address, self.held.get(address))
        if account is None:
            self.held.pop(address, None)
        else:
            self.held[address] = account


def world() -> World:
    held = Held()
    return World(held, AccountBook(held, counted=(COUNTED,)))  # type: ignore[arg-type]  # what the book reads of it


def fresh(accounts: Held, *owners: Pubkey) -> AccountBook:
    book = AccountBook(accounts, counted=(COUNTED,))  # type: ignore[arg-type]  # what the book reads of it
    book.restart({at: held for at, held in accounts.items() if held.owner in owners})
    return book


accounts = st.none() | st.builds(
    Account, st.integers(1, 3), st.binary(max_size=3), st.sampled_from([COUNTED, OTHER])
)
steps = st.lists(st.tuples(st.integers(1, 4), accounts, st.booleans(), st.booleans()), max_size=40)


@given(steps)
def test_hashes_and_changes_are_those_of_the_accounts(
    history: list[tuple[int, Account | None, bool, bool]],
) -> None:
    this = world()
    copy: dict[Pubkey, Account] = {}
    for number, account, asks, takes in history:
        this.write(number, account)
        if asks:
            this.book.hashes()
        if takes:
            _apply(copy, this.book)
    _apply(copy, this.book)
    assert copy == this.held
    assert this.book.known() == this.held.keys()
    assert this.book.hashes() == fresh(this.held, COUNTED, OTHER).hashes()
    assert this.book.hashes()[0] == fresh(this.held, COUNTED).hashes()[1]


def _apply(copy: dict[Pubkey, Account], book: AccountBook) -> None:
    for address, account in book.take_changed().items():
        if account is None:
            copy.pop(address, None)
        else:
            copy[address] = account
    assert book.changed_count() == 0


def test_what_the_validator_itself_writes_is_outside() -> None:
    this = world()
    before = this.book.hashes()
    this.book.touch(CLOCK, None)
    this.held[CLOCK] = Account(1, b"now", SYSVARS)
    assert this.book.hashes() == before
    assert not this.book.known()
    assert not this.book.take_changed()


def test_all_can_be_counted_as_changed() -> None:
    this = world()
    this.write(1, Account(1, b"", OTHER))
    assert len(this.book.take_changed()) == 1
    this.book.all_changed()
    assert this.book.changed_count() == len(this.book.take_changed()) == 1
