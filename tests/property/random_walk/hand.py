"""What a random actor draws from: the accounts that there are, and numbers at and between their limits."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from solders.instruction import AccountMeta
from solders.pubkey import Pubkey
from tests.integration.programs.security.forgery import Case
from tests.property.random_walk.campus import INTERVAL_S, OWNERS, Campus
from tests.property.random_walk.state import Fields, State

from gridtokenx.chain.programs import Programs

T = TypeVar("T")


class NothingToDo(Exception):
    """What an act needs does not exist now."""


@dataclass
class Hand:
    """One actor's turn."""

    rng: Random
    campus: Campus

    @property
    def state(self) -> State:
        return self.campus.state

    @property
    def programs(self) -> Programs:
        return self.campus.programs

    @property
    def now_s(self) -> int:
        return self.campus.now_s

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def one(self, found: Iterable[T]) -> T:
        choices = list(found)
        if not choices:
            raise NothingToDo
        return self.rng.choice(choices)

    def some(self, found: Iterable[T], most: int) -> list[T]:
        choices = list(found)
        return self.rng.sample(choices, min(len(choices), self.rng.randint(1, most)))

    def account(self, kind: str, wanted: Callable[[Fields], bool] = lambda _: True) -> tuple[Pubkey, Fields]:
        """Return an account of a kind: one that fits as a rule, at times any."""
        found = list(self.state.of(kind).items())
        fitting = [pair for pair in found if wanted(pair[1])]
        return self.one(found if self.chance(0.02) else fitting)

    def owner(self) -> Pubkey:
        return self.campus.wallet(self.one(OWNERS))

    def anybody(self) -> Pubkey:
        return self.one(self.campus.keys)

    def payer(self) -> Pubkey:
        return self.campus.wallet("payer") if self.chance(0.9) else self.anybody()

    def authority(self) -> Pubkey:
        config = self.state.one("Config")
        if config is None or config["authority"] not in self.campus.keys:
            return self.campus.wallet("operator")
        return self._pubkey(config, "authority")

    def oracle(self) -> Pubkey:
        return self._pubkey(self.config(), "oracle")

    def config(self) -> Fields:
        found = self.state.one("Config")
        if found is None:
            raise NothingToDo
        return found

    def approvers(self) -> list[Pubkey]:
        config = self.config()
        seated = list(config["approvers"][: config["approver_count"]])
        return seated or [self.authority()]

    def energy_of(self, owner: Pubkey) -> Pubkey:
        return self._held(owner, self.campus.at.energy_mint())

    def credit_of(self, owner: Pubkey) -> Pubkey:
        return self._held(owner, self.campus.at.credit_mint())

    def amount(self, plausible: int, bits: int = 32) -> int:
        """Return a number up to a plausible one as a rule, else one at a limit."""
        most = (1 << bits) - 1
        if self.chance(0.06):
            return self.rng.choice((0, 1, most, most - 1, plausible + 1))
        return min(self.rng.randint(1, max(plausible, 1)), most)

    def wh(self) -> int:
        return self.amount(self.one((60, 600, 3_000, 12_000)))

    def price(self) -> int:
        config = self.config()
        if self.chance(0.05):
            beyond: list[int] = [0, 65_535, config["price_max"] + 1, max(config["price_min"] - 1, 0)]
            return self.one(beyond)
        usual = (180, 200, 200, 200, 220, 250)
        levels: list[int] = [config["price_min"], *usual, config["grid_price"], config["price_max"]]
        return self.one(levels) if self.chance(0.7) else self.rng.randint(150, 280)

    def start(self, *, before_now: int = 1) -> int:
        """Return the start of an interval that ended so many intervals ago."""
        return self.now_s // INTERVAL_S * INTERVAL_S - before_now * INTERVAL_S

    def _held(self, owner: Pubkey, mint: Pubkey) -> Pubkey:
        held = self.state.held_by(owner, mint)
        return self.one(held if self.chance(0.25) else sorted(held, key=self.state.balance)[-1:])

    @staticmethod
    def _pubkey(fields: Fields, name: str) -> Pubkey:
        found = fields[name]
        assert isinstance(found, Pubkey)
        return found


Act = Callable[[Hand], Case]
Metas = tuple[AccountMeta, ...]


def metas(*addresses: Pubkey, writable: bool = False, signs: bool = False) -> tuple[AccountMeta, ...]:
    return tuple(AccountMeta(a, is_signer=signs, is_writable=writable) for a in addresses)
