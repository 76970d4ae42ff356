"""A wallet that the campus does not know trades on its market, and pays for its own accounts."""

from collections.abc import Mapping

from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.system_program import TransferParams, transfer

from gridtokenx.base.interval import MarketInterval
from gridtokenx.chain.addresses import TOKEN_PROGRAM, associated_token_account
from gridtokenx.chain.token import create_token_account
from gridtokenx.market.order import Side
from gridtokenx.pipeline.book import read_orders
from gridtokenx.pipeline.sending import Step
from gridtokenx.pipeline.site import Site

TRANSFER, CLOSE = b"\x03", b"\x09"
"""Instructions of the token program."""


class Stranger:
    """A wallet that the campus does not know; it has energy, and pays for its own accounts."""

    def __init__(self, site: Site, interval: MarketInterval) -> None:
        self.site, self.key = site, Keypair.from_seed(b"\x09" * 32)
        self.wallet = self.key.pubkey()
        self.market = site.addresses.interval(interval.start_s)
        me, mints = site.operator_address(), (site.addresses.energy_mint(), site.addresses.credit_mint())
        gift = TransferParams(from_pubkey=me, to_pubkey=self.wallet, lamports=10**9)
        self.energy, self.credit = (associated_token_account(self.wallet, mint) for mint in mints)
        steps = [create_token_account(me, owner=self.wallet, mint=mint) for mint in mints]
        site.sender.send_packed([transfer(gift), *steps])

    def offer(self, wh: int) -> None:
        """Offer energy that a seller took back from the market and gave away."""
        orders = read_orders(self.site, MarketInterval.containing(self.site.ledger.time_s() - 900))
        sellers = {order.owner: order for order in orders if order.side == Side.ASK}
        connection = next(c for c in self.site.connections if c.wallet in sellers)
        order = sellers[connection.wallet]
        cancel = {
            "owner": connection.wallet,
            "interval": self.market,
            "order": order.address,
            "head": order.address,
            "vault": self.site.addresses.energy_vault(),
            "destination": connection.energy,
        }
        owner = self.site.keys.owner(connection.spec.meter_id)
        self.send([self.call("cancel_order", cancel, {})], owner)
        self.send(
            [self.token(TRANSFER + (wh * 10**6).to_bytes(8, "little"), connection.energy, owner)], owner
        )
        at = self.site.addresses.order(self.market, owner=self.wallet)
        place = {
            "owner": self.wallet,
            "payer": self.wallet,
            "interval": self.market,
            "head": at,
            "source": self.energy,
            "vault": self.site.addresses.energy_vault(),
            "payout_energy": self.energy,
            "payout_credit": self.credit,
        }
        args = {"side": 1, "nonce": 0, "limit": 100, "quantity_wh": wh, "flags": 0}
        self.send([self.call("place_order", place, args)], self.key)

    def close_accounts(self) -> None:
        """Give up both token accounts, which are empty while the order is open."""
        for account in (self.energy, self.credit):
            keys = [AccountMeta(account, False, True), AccountMeta(self.wallet, False, True)]
            owner = AccountMeta(self.wallet, True, False)
            self.send([Instruction(TOKEN_PROGRAM, CLOSE, [*keys, owner])], self.key)

    def call(self, name: str, accounts: dict[str, Pubkey], args: Mapping[str, object]) -> Instruction:
        return self.site.programs.trading.instruction(name, accounts=accounts, args=args)

    def token(self, data: bytes, source: Pubkey, owner: Keypair) -> Instruction:
        metas = [AccountMeta(key, False, True) for key in (source, self.energy)]
        return Instruction(TOKEN_PROGRAM, data, [*metas, AccountMeta(owner.pubkey(), True, False)])

    def send(self, instructions: list[Instruction], signer: Keypair) -> None:
        self.site.sender.send([Step(tuple(instructions), (signer,))])
