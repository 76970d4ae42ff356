"""What holds of tokens after every instruction: supplies, surplus, and the vaults to the last unit."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from solders.pubkey import Pubkey
from tests.property.random_walk.campus import Sent
from tests.property.random_walk.state import State

from gridtokenx.chain.addresses import TOKEN_PROGRAM, Addresses

UNITS_PER_WH = 10**6
ENGINEERING = 0
TO_ANY_ACCOUNT = {"issue_credit", "redeem_energy"}
"""Instructions of energy-token that credit whatever account they are given; the vaults, too."""
Fills = Mapping[Pubkey, int]


@dataclass
class TokenCheck:
    """Knows what owners burned by themselves and gave to the vaults; the rest is in the accounts."""

    at: Addresses
    burned: dict[Pubkey, int] = field(default_factory=dict)
    given: dict[Pubkey, int] = field(default_factory=dict)

    def check(self, sent: Sent, fills: Fills, called: str) -> None:
        state = sent.after
        if not state.mints:
            return
        self._count(sent, called)
        self._supplies(state)
        self._surplus(sent)
        self._vaults(state, fills)

    def _count(self, sent: Sent, called: str) -> None:
        """Take note of what the token program did by itself, and of gifts."""
        mints = (self.at.energy_mint(), self.at.credit_mint())
        if sent.instructions[-1].program_id == TOKEN_PROGRAM:
            for mint in mints:
                less = sent.before.mints[mint].supply - sent.after.mints[mint].supply
                assert less >= 0, "the token program minted"
                self.burned[mint] = self.burned.get(mint, 0) + less
        elif called not in TO_ANY_ACCOUNT:
            return
        for vault in (self.at.energy_vault(), self.at.credit_vault()):
            more = sent.after.balance(vault) - sent.before.balance(vault)
            assert more >= 0, "a vault lost tokens to the token program"
            self.given[vault] = self.given.get(vault, 0) + more

    def _supplies(self, state: State) -> None:
        held: dict[Pubkey, int] = {}
        for account in state.tokens.values():
            held[account.mint] = held.get(account.mint, 0) + account.amount
        energy, credit = self.at.energy_mint(), self.at.credit_mint()
        for mint in (energy, credit):
            assert held.get(mint, 0) == state.mints[mint].supply, "accounts and supply differ"
            assert state.mints[mint].mint_authority == self.at.mint_authority()
        counted = state.one("TokenState")
        assert counted is not None
        alive_wh = counted["minted_wh"] - counted["burned_wh"] - counted["redeemed_wh"]
        supply = alive_wh * UNITS_PER_WH - self.burned.get(energy, 0)
        assert state.mints[energy].supply == supply, "energy supply"
        supply = counted["credit_issued"] - counted["credit_redeemed"] - self.burned.get(credit, 0)
        assert state.mints[credit].supply == supply, "credit supply"

    def _surplus(self, sent: Sent) -> None:
        feeds, state = sent.after.of("MeterFeed"), sent.after
        certified = {c["meter"]: c["minted_wh"] for c in state.of("MeterCertification").values()}
        counted = state.one("TokenState")
        assert counted is not None
        minted = sum(f["minted_wh"] for f in feeds.values()) + sum(certified.values())
        assert counted["minted_wh"] == minted, "minted Wh are not those of feeds and certificates"
        for feed in feeds.values():
            assert feed["minted_wh"] + certified.get(feed["meter"], 0) <= feed["surplus_wh"], "over surplus"
        config = sent.before.one("Config")
        for address, feed in feeds.items():
            old = sent.before.of("MeterFeed").get(address)
            if old is None or config is None:
                continue
            minted, surplus = (feed[n] - old[n] for n in ("minted_wh", "surplus_wh"))
            assert minted == (surplus if config["model"] == ENGINEERING else 0), "minted by the wrong model"

    def _vaults(self, state: State, fills: Fills) -> None:
        energy, credit = owed(state, fills)
        vaults = ((self.at.energy_vault(), energy * UNITS_PER_WH), (self.at.credit_vault(), credit))
        handed = sum(r["owed_buyer_energy"] for r in state.of("Reservation").values())
        for vault, units in vaults:
            extra = handed if vault == self.at.energy_vault() else 0
            expected = units + extra + self.given.get(vault, 0)
            assert state.balance(vault) == expected, f"vault holds {state.balance(vault)}, owes {expected}"
            account = state.tokens.get(vault)
            if account is not None:
                assert account.owner == self.at.vault_authority()
                assert account.delegate is None
                assert account.close_authority is None


def owed(state: State, fills: Fills) -> tuple[int, int]:
    """Return what the vaults owe orders [Wh] and orders and reservations [credit units].

    An unsettled bid of a cleared interval is still owed what its fill did not cost, and its fill is still to
    be burned; an unsettled ask its fill's price, and what it did not sell. Settled ones are owed nothing, so
    that what the vaults hold follows from the unsettled alone, however far settlement has come.
    """
    energy = credit = 0
    for address, order in state.of("Order").items():
        if order["state"] != 0:
            continue
        interval = state.of("MarketInterval")[order["interval"]]
        fill = fills[address] if interval["state"] else 0
        price = interval["price"] if fill else 0
        if order["side"] == 0:
            credit += order["quantity_wh"] * order["limit"] - fill * price
            energy += fill
        else:
            credit += fill * price
            energy += order["quantity_wh"] - fill
    for flow in state.of("Reservation").values():
        if flow["state"] == 0:
            credit += flow["wh"] * (flow["price"] + flow["shortfall_price"])
        credit += flow["owed_buyer_credit"] + flow["owed_seller_credit"]
    return energy, credit
