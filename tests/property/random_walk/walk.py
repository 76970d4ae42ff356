"""The walk itself: a campus is founded, then anybody does anything, and after each act all is checked."""

from collections import Counter, deque
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final

from solders.instruction import Instruction
from tests.integration.programs.security.forgery import Case
from tests.property.random_walk import (
    act_auction,
    act_certify,
    act_govern,
    act_measure,
    act_promise,
    act_spl,
    act_upgrade,
)
from tests.property.random_walk.campus import GATE_S, INTERVAL_S, METERS, OWNERS, START, Campus, Sent
from tests.property.random_walk.check_lamports import check_fee, check_lamports
from tests.property.random_walk.check_market import MarketCheck
from tests.property.random_walk.check_promises import check_certificates, check_promises, check_readings
from tests.property.random_walk.check_rights import check_rights, unchanged
from tests.property.random_walk.check_tokens import TokenCheck
from tests.property.random_walk.distort import build, distorted, with_other_number
from tests.property.random_walk.hand import Act, Hand, NothingToDo

from gridtokenx.chain.addresses import TOKEN_PROGRAM, program_data
from gridtokenx.chain.program import AccountMissing
from gridtokenx.chain.scalar import ValueNotEncodable
from gridtokenx.chain.token import create_token_account

ACTS: Final[dict[Act, float]] = {
    **act_govern.ACTS,
    **act_measure.ACTS,
    **act_certify.ACTS,
    **act_auction.ACTS,
    **act_promise.ACTS,
    **act_upgrade.ACTS,
}
SPL_SHARE, TIME_SHARE, REPLAY_SHARE, NONSENSE_SHARE = 0.1, 0.1, 0.07, 0.2
AT_ONCE_SHARE: Final = 0.4
"""Of the replays, those of what has just succeeded: while its state is still there to be used twice."""
DUE: Final[tuple[Act, ...]] = (
    act_measure.open_batch,
    act_measure.submit_batch,
    act_promise.deliver_flow,
    act_auction.open_interval,
    act_auction.place_order,
    act_auction.clear_interval,
    act_auction.rank_orders,
    act_auction.settle_order,
)
"""What leads an interval on, and is drawn more often where it can be done."""
DUE_SHARE = 0.4
KEPT_FOR_REPLAY = 300
TRIES = 200
FEW_ORDERS = 10
SPL_TAGS: Final = {
    3: "transfer",
    4: "approve",
    5: "revoke",
    6: "set_authority",
    8: "burn",
    9: "close_account",
}


class RandomWalk:
    """One campus; `done` counts what succeeded, `tried` all that was sent."""

    def __init__(self, folder: Path, seed: bytes) -> None:
        self.campus = Campus(folder)
        self.tokens, self.market = TokenCheck(self.campus.at), MarketCheck()
        self.done: Counter[str] = Counter()
        self.tried: Counter[str] = Counter()
        self.past: deque[tuple[Instruction, ...]] = deque(maxlen=KEPT_FOR_REPLAY)
        self.names = {
            (p.id, bytes(i.discriminator)): f"{p.name}.{i.name}"
            for p in self.campus.programs.all()
            for i in p.idl.instructions.values()
        }
        self._found(self._hand(seed))

    def _hand(self, seed: bytes) -> Hand:
        return Hand(Random(seed), self.campus)  # noqa: S311  # draws, no secrets

    # A campus to begin with.

    def _found(self, hand: Hand) -> None:
        for act in (
            act_govern.initialize_governance,
            act_measure.initialize_token,
            act_auction.initialize_trading,
        ):
            self._must(act(hand))
        self._must(act_auction.open_zone(hand, 0))
        for program in self.campus.programs.all()[:3]:  # of the others, the operator keeps the code
            code, governed = program_data(program.id), self.campus.at.upgrade_authority()
            self._send([act_upgrade.set_authority(code, self.campus.wallet("operator"), governed)])
        for name in OWNERS:
            self._settle_in(hand, name)
        for meter_id in list(METERS)[:-1]:
            self._must(act_govern.register_meter(hand, meter_id))
            self._must(act_measure.open_feed(hand, self.campus.at.meter(meter_id)))

    def _settle_in(self, hand: Hand, name: str) -> None:
        """A user with both token accounts, credit, and trading's authority as its delegate."""
        at, wallet = self.campus.at, self.campus.wallet(name)
        self._must(act_govern.register_user(hand, wallet))
        for mint in (at.energy_mint(), at.credit_mint()):
            made = create_token_account(self.campus.wallet("payer"), owner=wallet, mint=mint)
            self._send([made, act_spl.delegation(hand, made.accounts[1].pubkey, wallet)])
        self._must(act_measure.issue_credit(hand, wallet))
        self._must(act_govern.authorise_agent(hand, wallet))

    def _must(self, case: Case) -> None:
        sent = self._send([build(case)])
        assert sent is not None
        assert sent.error is None, f"{case.title}: {sent.error}"

    # One act of anybody.

    def step(self, seed: bytes) -> str:
        """Let somebody do something, and check everything; return what it was."""
        hand = self._hand(seed)
        if hand.chance(TIME_SHARE * (0.25 if self._is_busy() else 1)):
            self._let_time_pass(hand)
            return f"time is {self.campus.now_s}"
        if self.past and hand.chance(REPLAY_SHARE):
            again = self.past[-1] if hand.chance(AT_ONCE_SHARE) else hand.one(self.past)
            return self._tell("again", self._send(again))
        instructions, kind = self._act(hand)
        if hand.chance(NONSENSE_SHARE):
            kind = "nonsense"
            instructions = [*instructions[:-1], distorted(hand, instructions[-1])]
        return self._tell(kind, self._send(instructions))

    def _tell(self, kind: str, sent: Sent | None) -> str:
        if sent is None:
            return f"{kind}: too large"
        return f"{kind} {self.name(sent.instructions[-1])}: {sent.error or 'done'}"

    def _act(self, hand: Hand) -> tuple[Sequence[Instruction], str]:
        for _ in range(TRIES):
            try:
                if hand.chance(SPL_SHARE):
                    return hand.rng.choices([*act_spl.ACTS], [*act_spl.ACTS.values()])[0](hand), "spl"
                if hand.config()["paused"] and hand.chance(0.2):
                    return [build(act_govern.unpause(hand))], "act"
                drawn = hand.one(DUE) if hand.chance(DUE_SHARE) else None
                case = (drawn or hand.rng.choices([*ACTS], [*ACTS.values()])[0])(hand)
                other = hand.chance(0.06)
                built = with_other_number(hand, case) if other else build(case)
            except (NothingToDo, ValueNotEncodable, AccountMissing):
                continue
            return [*case.before, built], "limit" if other else "act"
        raise AssertionError("nobody finds anything to do")

    def _is_busy(self) -> bool:
        """Whether the interval that ended last is still to be attested, opened or bid for before its gate."""
        state, now = self.campus.state, self.campus.now_s
        start = now // INTERVAL_S * INTERVAL_S - INTERVAL_S
        if now >= start + INTERVAL_S + GATE_S or start < START:
            return False
        interval = state.of("MarketInterval").get(self.campus.at.interval(start))
        return interval is None or interval["bid_count"] + interval["ask_count"] < FEW_ORDERS

    def _let_time_pass(self, hand: Hand) -> None:
        now = self.campus.now_s
        intervals = self.campus.state.of("MarketInterval").values()
        due = [i["gate"] for i in intervals if i["state"] == 0 and i["gate"] > now]
        ends = now // INTERVAL_S * INTERVAL_S + INTERVAL_S
        share = hand.rng.random()
        if share < 0.45:
            to = now + hand.rng.randint(1, 60)
        elif share < 0.93:
            to = min([*due, ends])
        else:
            to = now + hand.one((GATE_S, 2 * INTERVAL_S, 5 * INTERVAL_S, 13 * INTERVAL_S))
        self.campus.set_time(to)

    # Sending and checking.

    def name(self, instruction: Instruction) -> str:
        data = bytes(instruction.data)
        if instruction.program_id == TOKEN_PROGRAM:
            return f"spl.{SPL_TAGS.get(data[0], data[0])}" if data else "spl."
        return self.names.get((instruction.program_id, data[:8]), "nothing known")

    def _send(self, instructions: Sequence[Instruction]) -> Sent | None:
        sent = self.campus.send(instructions)
        if sent is None:
            return None
        names = [self.name(one) for one in instructions]
        self.tried.update(names)
        if sent.error is not None:
            assert unchanged(sent.before, sent.after), "a failed transaction changed something"
            check_fee(sent)
            return sent
        self.done.update(names)
        self.past.append(tuple(instructions))
        self._check(sent, names[-1])
        return sent

    def _check(self, sent: Sent, name: str) -> None:
        counted, before = sent.after.one("TokenState"), sent.before.one("TokenState")
        if counted and before and counted["minted_wh"] > before["minted_wh"]:
            self.done["energy_token.mint_energy"] += 1  # a call that only programs can make
        self.market.check(sent)
        self.tokens.check(sent, self.market.fills, name.partition(".")[2])
        check_lamports(sent)
        check_readings(sent)
        check_promises(sent.after)
        check_certificates(sent.after)
        check_rights(sent, self.campus.at, self.campus.wallet("operator"))

    def end(self) -> None:
        self.campus.close()
