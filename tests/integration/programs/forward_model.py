"""What reservations and the spot market after them come to, in plain Python, from the written rules alone."""

from dataclasses import dataclass, field

from tests.integration.programs.forward_stage import CAPACITY_W, GRID, LOAD_W, UNITS_PER_WH

CREDIT, ENERGY_WH = 10**6, 1_500
DELEGATED_CREDIT = 200_000
SOURCE_WH, USE_WH = CAPACITY_W // 4, (CAPACITY_W + LOAD_W) // 4
AGENT_WH, AGENT_BID = 600, 240


@dataclass
class Owner:
    """What somebody holds, has let the market move, and has measured."""

    credit: int = CREDIT
    energy_wh: int = ENERGY_WH
    may_move_wh: int = ENERGY_WH
    may_move_credit: int = DELEGATED_CREDIT
    surplus_wh: int = 0
    deficit_wh: int = 0
    promised_wh: int = 0
    expected_wh: int = 0
    delivered_wh: int = 0
    covered_wh: int = 0
    burned_wh: int = 0


@dataclass
class Promise:
    """A reservation as agreed."""

    buyer: int
    seller: int
    wh: int
    price: int
    state: str = "reserved"

    @property
    def locked(self) -> int:
        return self.wh * (self.price + GRID)


@dataclass
class Model:
    """All owners, and what the vaults owe."""

    owners: list[Owner] = field(default_factory=lambda: [Owner() for _ in range(3)])
    promises: list[Promise] = field(default_factory=list)
    vault_credit: int = 0
    vault_wh: int = 0

    def may_reserve(self, promise: Promise, *, by_agent: bool) -> bool:
        """Whether the rules allow a promise."""
        buyer, seller = self.owners[promise.buyer], self.owners[promise.seller]
        cost = promise.wh * promise.price
        agent_may = promise.wh <= AGENT_WH and promise.price <= AGENT_BID and cost <= buyer.may_move_credit
        return (
            promise.buyer != promise.seller
            and promise.price <= GRID
            and seller.promised_wh + promise.wh <= SOURCE_WH
            and buyer.expected_wh + promise.wh <= USE_WH
            and cost <= buyer.credit
            and promise.wh * GRID <= seller.credit
            and (agent_may or not by_agent)
        )

    def reserve(self, promise: Promise, *, by_agent: bool) -> None:
        buyer, seller = self.owners[promise.buyer], self.owners[promise.seller]
        buyer.credit -= promise.wh * promise.price
        seller.credit -= promise.wh * GRID
        if by_agent:
            buyer.may_move_credit -= promise.wh * promise.price
        buyer.expected_wh += promise.wh
        seller.promised_wh += promise.wh
        self.vault_credit += promise.locked
        self.promises.append(promise)

    def undo(self, promise: Promise, state: str) -> None:
        buyer, seller = self.owners[promise.buyer], self.owners[promise.seller]
        buyer.credit += promise.wh * promise.price
        seller.credit += promise.wh * GRID
        buyer.expected_wh -= promise.wh
        seller.promised_wh -= promise.wh
        self.vault_credit -= promise.locked
        promise.state = state

    def deliver(self, promise: Promise, *, spot_is_open: bool) -> tuple[int, int]:
        """Deliver, and return what came and what it covered [Wh]."""
        buyer, seller = self.owners[promise.buyer], self.owners[promise.seller]
        movable = min(seller.may_move_wh, seller.energy_wh)
        came = min(promise.wh, seller.surplus_wh - seller.delivered_wh, movable)
        covered = 0 if spot_is_open else min(came, buyer.deficit_wh - buyer.covered_wh)
        seller.energy_wh -= came
        seller.may_move_wh -= came
        seller.delivered_wh += came
        buyer.energy_wh += came - covered
        buyer.covered_wh += covered
        buyer.burned_wh += covered
        buyer.credit += (promise.wh - came) * GRID
        seller.credit += promise.wh * promise.price + came * GRID
        self.vault_credit -= promise.locked
        promise.state = "delivered"
        return came, covered

    def trade(self, buyer: int, seller: int, wh: int, price: int) -> bool:
        """Trade between two, if they can; return whether."""
        one, other = self.owners[buyer], self.owners[seller]
        if buyer == seller or wh * price > one.credit or wh > other.energy_wh:
            return False
        one.credit -= wh * price
        other.credit += wh * price
        one.energy_wh += wh
        other.energy_wh -= wh
        return True

    def lock(self, owner: int, wh: int, limit: int, *, is_bid: bool) -> None:
        """Place an order in the spot market."""
        holder = self.owners[owner]
        if is_bid:
            holder.credit -= wh * limit
            self.vault_credit += wh * limit
        else:
            holder.energy_wh -= wh
            self.vault_wh += wh

    def settle(self, owner: int, wh: int, limit: int, fill: int, price: int, *, is_bid: bool) -> None:
        """Settle an order of the spot market: a bid's fill is burned."""
        holder = self.owners[owner]
        credit = wh * limit - fill * price if is_bid else fill * price
        holder.credit += credit
        self.vault_credit -= credit
        if is_bid:
            holder.burned_wh += fill
            self.vault_wh -= fill
        else:
            holder.energy_wh += wh - fill
            self.vault_wh -= wh - fill

    @property
    def waiting(self) -> list[Promise]:
        return [promise for promise in self.promises if promise.state == "reserved"]

    @property
    def energy_units(self) -> int:
        """Tokens that are left: nothing was burned but what was lacked."""
        return sum(ENERGY_WH - owner.burned_wh for owner in self.owners) * UNITS_PER_WH
