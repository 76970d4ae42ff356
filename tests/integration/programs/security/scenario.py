"""A campus's life from its founding to the last account closed, one case for each instruction on the way.

A case is yielded when its turn has come; whoever walks the scenario tries it and carries it out.
"""

from collections.abc import Iterator, Mapping

from solders.instruction import AccountMeta
from solders.pubkey import Pubkey
from tests.integration.programs.oracle_entry import entry, precompile
from tests.integration.programs.security.certificate_cases import certificate_cases
from tests.integration.programs.security.forgery import Case
from tests.integration.programs.security.forward_cases import delegate, forward_cases
from tests.integration.programs.security.world import INTERVAL_S, START, World, key

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.chain.addresses import UPGRADEABLE_LOADER, meter_id_bytes, program_data
from gridtokenx.chain.loader import set_authority
from gridtokenx.chain.program import Program
from gridtokenx.chain.programs import load_binary
from gridtokenx.reading.block import QualityFlags
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.signing import sign

GATE_S = 300
BID, ASK = 0, 1
METERS = {"ENG_A": "alice", "ENG_B": "bob", "ENG_C": "alice", "ENG_D": "bob"}
"""Alice sells and bob buys; the others let a sibling of each account stand by."""


class Scenario:
    """Founds the campus and leads it through two intervals."""

    def __init__(self, world: World) -> None:
        self.world, self.at = world, world.at
        programs = world.programs
        self.governance, self.registry, self.oracle = programs.governance, programs.registry, programs.oracle
        self.energy_token, self.trading = programs.energy_token, programs.trading

    def cases(self) -> Iterator[Case]:
        """Yield every instruction's case in its turn."""
        yield from self._found()
        yield from self._register()
        yield from self._energy()
        yield from certificate_cases(self)
        yield from self._market()
        yield from forward_cases(self)
        yield from self._govern()

    def _case(self, program: Program, name: str, accounts: Mapping[str, Pubkey], **more: object) -> Case:
        return Case(program, name, accounts, **more)  # type: ignore[arg-type]  # spelled out by the callers

    def _by_authority(self) -> dict[str, Pubkey]:
        return {"authority": self.world.operator, "payer": self.world.payer}

    # Founding.

    def _found(self) -> Iterator[Case]:
        accounts = {"payer": self.world.payer, "upgrade_authority": self.world.operator}
        yield self._case(self.governance, "initialize", accounts, args={"args": self.config()})
        yield self._case(self.energy_token, "initialize", self._by_authority())
        yield self._case(self.trading, "initialize", self._by_authority())
        self.world.do(Case(self.trading, "open_zone", self._by_authority(), {"zone": 1}).build())
        yield self._case(self.trading, "open_zone", self._by_authority(), args={"zone": 0})

    def config(self) -> dict[str, object]:
        at = self.at
        return {
            "authority": self.world.operator,
            "energy_mint": at.energy_mint(),
            "credit_mint": at.credit_mint(),
            "paused": 0,
            "approver_set": self.approver_set(),
            "parameters": self.parameters(),
        }

    def approver_set(self) -> dict[str, object]:
        return {
            "model": 0,
            "approver_count": 3,
            "threshold": 2,
            "approvers": [*self.world.approvers, *[Pubkey.default()] * 4],
            "approver_names": [n.ljust(16, b"\0") for n in (b"PEA", b"MEA", b"EGAT", *[b""] * 4)],
        }

    def parameters(self) -> dict[str, object]:
        return {
            "oracle": self.world.oracle,
            "interval_s": INTERVAL_S,
            "gate_s": GATE_S,
            "max_age_s": 86_400,
            "price_min": 150,
            "price_max": 400,
            "grid_price": 280,
            "feed_in_price": 120,
            "min_lot_wh": 10,
            "prefix_count": 1,
            "prefixes": [n.ljust(16, b"\0") for n in (b"ENG_", b"", b"", b"")],
            "emission_g_per_kwh": 475,
            "request_life_s": 86_400,
            "certificate_life_s": 864_000,
            "meter_limit_wh": 0,
            "forward_horizon_s": 172_800,
        }

    # People and meters.

    def _register(self) -> Iterator[Case]:
        for name in ("bob", "alice"):
            wallet = getattr(self.world, name)
            accounts = {**self._by_authority(), "wallet": wallet}
            case = self._case(self.registry, "register_user", accounts, args={"role": 0})
            if name == "alice":
                yield case
            else:
                self.world.do(case.build())
            for mint in (self.at.energy_mint(), self.at.credit_mint()):
                self.world.token_account(wallet, mint)
        *others, last = METERS
        for meter_id in others:
            self.world.do(self._register_meter(meter_id).build())
        yield self._register_meter(last)
        for meter_id in list(METERS)[1:]:
            self.world.do(self._open_feed(meter_id).build())
        yield self._open_feed("ENG_A")
        on_meter = {"authority": self.world.operator, "meter": self.at.meter("ENG_D")}
        new_key = {"signing_key": key("a new key").pubkey()}
        yield self._case(self.registry, "rotate_meter_key", on_meter, args=new_key)
        user = {"user": self.at.user(self.world.alice)}
        yield self._case(self.registry, "assign_meter", {**on_meter, **user})
        yield self._case(self.registry, "update_meter_status", on_meter, args={"status": 1})
        retiring = {"signer": self.world.operator, "meter": self.at.meter("ENG_D")}
        yield self._case(self.registry, "retire_meter", retiring)
        yield from self._agents()

    def _agents(self) -> Iterator[Case]:
        limits = {
            "max_order_wh": 500,
            "max_bid": 300,
            "min_ask": 150,
            "sides": 7,
            "expires_at": START + 86_400,
        }
        by_alice = {"owner": self.world.alice, "payer": self.world.payer, "agent": self.world.agent}
        by_bob = {**by_alice, "owner": self.world.bob}
        self.world.do(Case(self.registry, "authorise_agent", by_bob, limits).build())
        yield self._case(self.registry, "authorise_agent", by_alice, args=limits)
        record = self.registry.address(b"agent", self.world.alice, self.world.agent)
        yield self._case(self.registry, "revoke_agent", {"owner": self.world.alice, "agent_record": record})

    def _register_meter(self, meter_id: str) -> Case:
        owner = getattr(self.world, METERS[meter_id])
        args = {
            "meter_id": meter_id_bytes(meter_id),
            "signing_key": key(f"meter {meter_id}").pubkey(),
            "kind": 1,
            "capacity_w": 40_000,
            "load_w": 40_000,
            "sources": 1,
            "permit_hash": bytes(range(32)),
            "zone": 0,
        }
        accounts = {**self._by_authority(), "owner_user": self.at.user(owner)}
        return self._case(self.registry, "register_meter", accounts, args=args)

    def _open_feed(self, meter_id: str) -> Case:
        accounts = {"payer": self.world.payer, "meter": self.at.meter(meter_id)}
        return self._case(self.oracle, "open_feed", accounts)

    # Readings and tokens.

    def _energy(self) -> Iterator[Case]:
        self.world.set_time(START + INTERVAL_S)
        yield self.open_batch(START)
        yield self.submit_batch(START)
        self.world.set_time(START + 2 * INTERVAL_S)
        yield self._submit_one(START + INTERVAL_S)
        self.world.do(self.open_batch(START + INTERVAL_S).build())
        short = {"oracle": self.world.oracle, "batch": self.at.batch(START + INTERVAL_S)}
        yield self._case(self.oracle, "seal_batch", short)
        yield from self._tokens()

    def open_batch(self, start_s: int) -> Case:
        accounts = {"oracle": self.world.oracle, "payer": self.world.payer}
        args = {"interval_start": start_s, "root": bytes(range(32)), "count": 2}
        return self._case(self.oracle, "open_batch", accounts, args=args)

    def submit_batch(self, start_s: int) -> Case:
        entries = [
            entry(generated=6_000, consumed=1_000, exported=5_000),
            entry(consumed=4_000, imported=4_000),
        ]
        metas = [meta for meter_id in ("ENG_A", "ENG_B") for meta in self._metered(meter_id)]
        accounts = {"oracle": self.world.oracle, "batch": self.at.batch(start_s)}
        return self._case(
            self.oracle, "submit_batch", accounts, args={"entries": entries}, remaining=tuple(metas)
        )

    def _metered(self, meter_id: str) -> tuple[AccountMeta, ...]:
        meter, owner = self.at.meter(meter_id), getattr(self.world, METERS[meter_id])
        return (
            AccountMeta(meter, is_signer=False, is_writable=False),
            AccountMeta(self.at.feed(meter), is_signer=False, is_writable=True),
            AccountMeta(self.at.energy_account(owner), is_signer=False, is_writable=True),
        )

    def _submit_one(self, start_s: int) -> Case:
        signing = key("meter ENG_A")
        interval = MarketInterval(start_s, INTERVAL_S)
        energies = (5_000, 1_000, 0, 0, 0, 4_000)
        unsigned = IntervalReading(MeterId("ENG_A"), interval, *energies, QualityFlags(0), b"")
        reading = sign(unsigned, signer=lambda message: bytes(signing.sign_message(message)))
        meter = self.at.meter("ENG_A")
        accounts = {
            "oracle": self.world.oracle,
            "payer": self.world.payer,
            "meter": meter,
            "feed": self.at.feed(meter),
            "energy_account": self.at.energy_account(self.world.alice),
        }
        args = {
            "interval_start": start_s,
            "entry": entry(generated=5_000, consumed=1_000, exported=4_000),
            "charged_wh": 0,
            "discharged_wh": 0,
            "quality": 0,
        }
        before = (precompile(signing.pubkey(), reading),)
        return self._case(self.oracle, "submit_meter_reading", accounts, args=args, before=before)

    def _tokens(self) -> Iterator[Case]:
        alice, bob = self.world.alice, self.world.bob
        energy, credit = self.at.energy_account(alice), self.at.credit_account(bob)
        yield self._case(self.energy_token, "mint_energy", {"destination": energy}, args={"wh": 100})
        burn = {"wh": 50, "beneficiary": alice}
        yield self._case(self.energy_token, "burn_energy", {"authority": alice, "source": energy}, args=burn)
        to = {"authority": alice, "source": energy, "destination": self.at.credit_account(alice)}
        yield self._case(self.energy_token, "redeem_energy", to, args={"wh": 50, "price": 120})
        paid = {"amount": 10**10, "reference": bytes(range(32))}
        accounts = {"authority": self.world.operator, "destination": credit}
        yield self._case(self.energy_token, "issue_credit", accounts, args=paid)
        rent = {**paid, "reference": bytes(32)}
        for_alice = {**accounts, "destination": self.at.credit_account(alice)}
        self.world.do(Case(self.energy_token, "issue_credit", for_alice, rent).build())
        back = {"amount": 10**6, "reference": bytes(32)}
        yield self._case(self.energy_token, "redeem_credit", {"owner": bob, "source": credit}, args=back)

    # The auction.

    def _market(self) -> Iterator[Case]:
        self.world.set_time(START + INTERVAL_S + 10)
        accounts = {"payer": self.world.payer}
        self.world.do(Case(self.trading, "open_interval", accounts, {"start": START, "zone": 1}).build())
        yield self._case(self.trading, "open_interval", accounts, args={"start": START, "zone": 0})
        pairs = self._pairs("ENG_B")
        self.world.do(self._place("bob", BID, 200, 500, nonce=0, pairs=pairs).build())
        yield self._place("bob", BID, 200, 1_000, nonce=1)
        yield self._place("alice", ASK, 200, 3_000, nonce=0)
        self.world.do(self._place("alice", ASK, 200, 20, nonce=1).build())
        yield self._cancel("alice", nonce=1)
        yield from self._by_agent()
        to = {"payout_energy": self.at.energy_account(self.world.alice)}
        to |= {"payout_credit": self.at.credit_account(self.world.alice)}
        order = self._order("alice", 0)
        yield self._case(self.trading, "redirect_order", {"owner": self.world.alice, "order": order, **to})
        yield from self._clear()

    def _pairs(self, *meter_ids: str) -> tuple[AccountMeta, ...]:
        addresses = [a for m in meter_ids for a in (self.at.meter(m), self.at.feed(self.at.meter(m)))]
        return tuple(AccountMeta(a, is_signer=False, is_writable=False) for a in addresses)

    def _order(self, owner: str, nonce: int) -> Pubkey:
        return self.at.order(self.at.interval(START), owner=getattr(self.world, owner), nonce=nonce)

    def _place(
        self,
        owner: str,
        side: int,
        limit: int,
        quantity_wh: int,
        *,
        nonce: int,
        pairs: tuple[AccountMeta, ...] = (),
    ) -> Case:
        wallet = getattr(self.world, owner)
        energy, credit = self.at.energy_account(wallet), self.at.credit_account(wallet)
        accounts = {
            "owner": wallet,
            "payer": self.world.payer,
            "interval": self.at.interval(START),
            "head": self._order(owner, 0),
            "source": credit if side == BID else energy,
            "vault": self.at.credit_vault() if side == BID else self.at.energy_vault(),
            "payout_energy": energy,
            "payout_credit": credit,
        }
        args = {"side": side, "nonce": nonce, "limit": limit, "quantity_wh": quantity_wh, "flags": 0}
        return self._case(self.trading, "place_order", accounts, args=args, remaining=pairs)

    def _cancel(self, owner: str, *, nonce: int) -> Case:
        wallet = getattr(self.world, owner)
        accounts = {
            "owner": wallet,
            "interval": self.at.interval(START),
            "order": self._order(owner, nonce),
            "head": self._order(owner, 0),
            "vault": self.at.energy_vault(),
            "destination": self.at.energy_account(wallet),
        }
        return self._case(self.trading, "cancel_order", accounts)

    def _by_agent(self) -> Iterator[Case]:
        delegate(self, self.at.credit_account(self.world.bob), self.world.bob)
        by_owner = self._place("bob", BID, 210, 500, nonce=2)
        accounts = {**by_owner.accounts, "agent": self.world.agent}
        yield self._case(self.trading, "place_agent_order", accounts, args=by_owner.args)
        accounts = {
            "agent": self.world.agent,
            "owner": self.world.bob,
            "interval": self.at.interval(START),
            "order": self._order("bob", 2),
            "head": self._order("bob", 0),
            "vault": self.at.credit_vault(),
            "destination": self.at.credit_account(self.world.bob),
        }
        yield self._case(self.trading, "cancel_agent_order", accounts)

    def _clear(self) -> Iterator[Case]:
        self.world.set_time(START + INTERVAL_S + GATE_S)
        interval = {"interval": self.at.interval(START)}
        yield self._case(self.trading, "clear_interval", {**interval, "zone_account": self.at.zone()})
        asks = (AccountMeta(self._order("alice", 0), is_signer=False, is_writable=True),)
        yield self._case(self.trading, "rank_orders", interval, remaining=asks)
        settled = [self._settling("alice", 0), self._settling("bob", 0), self._settling("bob", 1)]
        remaining = tuple(meta for metas in settled for meta in metas)
        yield self._case(self.trading, "settle_order", interval, remaining=remaining)
        payer = {"payer": self.world.payer}
        for owner, nonce in (("bob", 2), ("bob", 1), ("bob", 0), ("alice", 1)):
            accounts = {**interval, **payer, "order": self._order(owner, nonce)}
            self.world.do(Case(self.trading, "close_order", accounts).build())
        yield self._case(self.trading, "close_order", {**interval, **payer, "order": self._order("alice", 0)})
        yield self._case(self.trading, "close_interval", {**interval, **payer})
        elsewhere = {"interval": self.at.interval(START, zone=1), "zone_account": self.at.zone(1)}
        yield self._case(self.oracle, "trigger_clearing", elsewhere)

    def _settling(self, owner: str, nonce: int) -> tuple[AccountMeta, ...]:
        wallet = getattr(self.world, owner)
        addresses = (
            self._order(owner, nonce),
            self.at.energy_account(wallet),
            self.at.credit_account(wallet),
        )
        return tuple(AccountMeta(a, is_signer=False, is_writable=True) for a in addresses)

    # Government.

    def _govern(self) -> Iterator[Case]:
        authority = {"authority": self.world.operator}
        yield self._case(self.governance, "pause", authority, args={"mask": 1})
        yield self._case(self.governance, "unpause", authority, args={"mask": 1})
        yield self._case(self.governance, "set_parameters", authority, args={"args": self.parameters()})
        present = tuple(AccountMeta(a, is_signer=True, is_writable=False) for a in self.world.approvers[:2])
        yield self._case(
            self.governance, "set_approvers", authority, args={"args": self.approver_set()}, remaining=present
        )
        yield from self._upgrade(present)
        new = {"new_authority": self.world.bob}
        yield self._case(self.governance, "propose_authority", authority, args=new)
        yield self._case(self.governance, "accept_authority", {"pending": self.world.bob})

    def _upgrade(self, present: tuple[AccountMeta, ...]) -> Iterator[Case]:
        """The programs become governance's own, then one is replaced and leaves."""
        holder, operator = self.at.upgrade_authority(), self.world.operator
        for program in self.world.programs.all():
            place = program_data(program.id)
            self.world.do(set_authority(place, authority=operator, new_authority=holder))
        buffer = key("a buffer").pubkey()
        header = (1).to_bytes(4, "little") + b"\1" + bytes(holder)
        self.world.put(buffer, header + load_binary("governance"), UPGRADEABLE_LOADER)
        registry = self.registry.id
        accounts = {"authority": operator, "program": registry, "program_data": program_data(registry)}
        replaced = {**accounts, "buffer": buffer, "spill": self.world.payer}
        yield self._case(self.governance, "upgrade_program", replaced, remaining=present)
        left = {**accounts, "new_authority": self.world.bob}
        yield self._case(self.governance, "set_upgrade_authority", left, remaining=present)
