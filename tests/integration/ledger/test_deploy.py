"""Our programs through the real upgradeable loader: deployed, set up, upgraded, and what refuses it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from solders import system_program as system
from solders.keypair import Keypair

from gridtokenx.campus import catalogue
from gridtokenx.chain.addresses import program_data
from gridtokenx.chain.loader import read_program_data, upgrade
from gridtokenx.chain.programs import load_programs
from gridtokenx.chain.transaction import sign
from gridtokenx.ledger.deploy.buffer import fill
from gridtokenx.ledger.deploy.carry_out import carry_out
from gridtokenx.ledger.deploy.ground import Ground, LoaderRefused
from gridtokenx.ledger.deploy.plan import AddressTaken, NotEnoughLamports, Work, check_funds, look
from gridtokenx.ledger.deploy.release import Release, shipped
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.node import LiteSvmNode, open_node
from gridtokenx.pipeline.found import found, found_programs
from gridtokenx.pipeline.site import Site, connect
from gridtokenx.port.ledger import AnyTransaction, Receipt

PROGRAMS = load_programs()
KEYS = SeedKeys(3, "utcc")
GENESIS = Genesis(KEYS.operator().pubkey(), 1_800_000_000)
Opener = Callable[[], LiteSvmNode]


class Cut(Exception):
    """An interruption."""


@pytest.fixture
def opener(tmp_path: Path) -> Iterator[Opener]:
    opened: list[LiteSvmNode] = []

    def open_one() -> LiteSvmNode:
        for node in opened:
            node.close()
        opened.append(open_node(tmp_path, genesis=GENESIS))
        return opened[-1]

    yield open_one
    for node in opened:
        node.close()


@pytest.fixture
def node(opener: Opener) -> LiteSvmNode:
    """A ledger without programs."""
    return opener()


def ground_of(node: LiteSvmNode, authority: Keypair | None = None) -> Ground:
    return Ground(
        node,
        authority or KEYS.operator(),
        rent_exempt=lambda size: node.read(lambda state: state.rent_exempt(size)).result(),
        send_in_any_order=node.send,
    )


def site_of(node: LiteSvmNode) -> Site:
    campus = catalogue.load("utcc")
    few = replace(campus, meters=campus.meters[:2])
    return connect(few, ledger=node, programs=PROGRAMS, keys=KEYS, gate_s=300)


def test_five_programs_are_deployed_set_up_and_used(node: LiteSvmNode) -> None:
    ground, releases = ground_of(node), shipped(PROGRAMS)
    plan = look(ground, releases)
    assert [job.work for job in plan.jobs] == [Work.DEPLOY] * 5
    before = ground.balance()
    carry_out(ground, plan)
    assert before - ground.balance() <= plan.cost
    for release in releases:
        account = node.account(release.address)
        assert account is not None
        assert account.executable
        data = node.account(program_data(release.address))
        assert data is not None
        assert read_program_data(data.data).code == release.code
    found_programs(site_of(node))
    found(site_of(node))
    assert node.account(site_of(node).addresses.config()) is not None
    assert look(ground, releases).empty


def test_what_was_deployed_survives_a_restart(opener: Opener) -> None:
    node = opener()
    carry_out(ground_of(node), look(ground_of(node), shipped(PROGRAMS)))
    found_programs(site_of(node))
    state = node.state_hash()
    node = opener()
    assert node.state_hash() == state
    found(site_of(node))
    assert node.account(site_of(node).connections[0].feed) is not None


def test_a_deployment_that_was_cut_off_goes_on(node: LiteSvmNode) -> None:
    ground, releases = ground_of(node), shipped(PROGRAMS)[:1]
    sent: list[AnyTransaction] = []

    def ten_and_no_more(transactions: Sequence[AnyTransaction]) -> list[Receipt]:
        node.send(transactions[:10])
        raise Cut

    with pytest.raises(Cut):
        carry_out(replace(ground, send_in_any_order=ten_and_no_more), look(ground, releases))

    def counted(transactions: Sequence[AnyTransaction]) -> list[Receipt]:
        sent.extend(transactions)
        return node.send(transactions)

    resumed = look(ground, releases)
    balance = ground.balance()
    carry_out(replace(ground, send_in_any_order=counted), resumed)
    assert len(sent) == -(-len(releases[0].code) // 1_012) - 10
    assert balance - ground.balance() <= resumed.cost
    assert look(ground, releases).empty


@pytest.mark.parametrize("longer", [0, 20_000], ids=["same size", "longer"])
def test_other_code_is_an_upgrade_by_the_authority_only(node: LiteSvmNode, longer: int) -> None:
    ground, (release, *_) = ground_of(node), shipped(PROGRAMS)
    carry_out(ground, look(ground, [release]))
    changed = replace(release, code=shipped(PROGRAMS)[1].code + bytes([1]) * longer)
    stranger = Keypair()
    node.send([gift(node, stranger)])
    with pytest.raises(AddressTaken, match=str(KEYS.operator().pubkey())):
        look(ground_of(node, stranger), [changed])
    plan = look(ground, [changed])
    assert [job.work for job in plan.jobs] == [Work.UPGRADE]
    before = ground.balance()
    carry_out(ground, plan)
    assert before - ground.balance() <= plan.cost
    assert look(ground, [changed]).empty
    assert not look(ground, [release]).empty


def test_the_loader_itself_refuses_a_stranger(node: LiteSvmNode) -> None:
    """Past our own check: the stranger has a buffer of its own, and names itself as the authority."""
    ground, (shorter, release, *_) = ground_of(node), shipped(PROGRAMS)
    carry_out(ground, look(ground, [release]))
    stranger = Keypair()
    node.send([gift(node, stranger)])
    theirs = ground_of(node, stranger)
    buffer = fill(theirs, replace(release, code=shorter.code))
    steal = upgrade(release.address, buffer=buffer, authority=stranger.pubkey(), spill=stranger.pubkey())
    with pytest.raises(LoaderRefused, match="IncorrectAuthority"):
        theirs.run([steal])
    assert look(ground, [release]).empty


def test_code_that_the_loader_refuses_is_said(node: LiteSvmNode) -> None:
    ground, (release, *_) = ground_of(node), shipped(PROGRAMS)
    broken = Release("broken", release.key, bytes(range(256)) * 4)
    with pytest.raises(LoaderRefused, match="InvalidAccountData"):
        carry_out(ground, look(ground, [broken]))


def test_a_payer_without_lamports_is_told_how_many(node: LiteSvmNode) -> None:
    ground = ground_of(node, Keypair())
    plan = look(ground, shipped(PROGRAMS), reserve=7)
    with pytest.raises(NotEnoughLamports, match=str(plan.needed)):
        check_funds(plan, balance=ground.balance(), payer=ground.payer())
    check_funds(plan, balance=plan.needed, payer=ground.payer())
    assert plan.needed == plan.cost + 7 + ground.rent_exempt(0)


def gift(node: LiteSvmNode, to: Keypair) -> AnyTransaction:
    payer = KEYS.operator()
    params = system.TransferParams(from_pubkey=payer.pubkey(), to_pubkey=to.pubkey(), lamports=10**10)
    return sign([system.transfer(params)], payer=payer, blockhash=node.blockhash())
