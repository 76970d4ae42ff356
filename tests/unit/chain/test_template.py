"""Copies from a template are the instructions that the program's client builds one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solders.instruction import AccountMeta
from solders.pubkey import Pubkey

from gridtokenx.chain.message import as_call
from gridtokenx.chain.program import AccountMissing, NameUnknown
from gridtokenx.chain.programs import load_programs
from gridtokenx.chain.scalar import ValueNotEncodable
from gridtokenx.chain.template import Template

TRADING, ORACLE = load_programs().trading, load_programs().oracle
keys = st.binary(min_size=32, max_size=32).map(Pubkey)
FREE = ("owner", "order", "head", "source", "vault", "payout_energy", "payout_credit")
MARKET, PAYER = Pubkey(bytes([7] * 32)), Pubkey(bytes([8] * 32))
orders = st.fixed_dictionaries(
    {
        "side": st.integers(0, 1),
        "nonce": st.integers(0, 2**16 - 1),
        "limit": st.integers(0, 2**16 - 1),
        "quantity_wh": st.integers(0, 2**32 - 1),
        "flags": st.integers(0, 255),
    }
)


@given(
    st.lists(
        st.tuples(orders, st.lists(keys, min_size=7, max_size=7), st.lists(keys, max_size=4)), min_size=1
    )
)
def test_copies_are_what_the_client_builds(
    wanted: list[tuple[dict[str, int], list[Pubkey], list[Pubkey]]],
) -> None:
    fixed = {"payer": PAYER, "interval": MARKET}
    template = Template(TRADING, "place_order", fixed=fixed, free=FREE, remaining=(False,))
    columns = {name: [terms[name] for terms, _, _ in wanted] for name in wanted[0][0]}
    data = TRADING.data_of_many("place_order", columns, count=len(wanted))
    for (terms, named, further), arguments in zip(wanted, data, strict=True):
        plain = TRADING.instruction(
            "place_order",
            accounts={**fixed, **dict(zip(FREE, named, strict=True))},
            args=terms,
            remaining=[AccountMeta(key, False, False) for key in further],
        )
        copy = template.fill([bytes(key) for key in named], arguments, [bytes(key) for key in further])
        assert copy == as_call(plain)


def test_records_go_into_a_list_argument_as_mappings_do() -> None:
    rows = [
        {"generated_wh": n, "consumed_wh": 2 * n, "import_wh": 7, "export_wh": 2**32 - 1 - n}
        for n in range(5)
    ]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    entries = ORACLE.records("Entry", columns, count=5)
    assert ORACLE.data("submit_batch", {"entries": entries}) == ORACLE.data("submit_batch", {"entries": rows})


def test_what_depends_on_a_free_account_must_be_free() -> None:
    with pytest.raises(AccountMissing, match="order"):
        Template(
            TRADING,
            "place_order",
            fixed={"payer": PAYER, "interval": MARKET},
            free=[name for name in FREE if name != "order"],
        )


def test_names_are_the_idls() -> None:
    with pytest.raises(NameUnknown):
        Template(TRADING, "place_ordre", fixed={})
    with pytest.raises(NameUnknown):
        Template(TRADING, "clear_interval", fixed={"intervall": MARKET})
    with pytest.raises(NameUnknown):
        TRADING.data_of_many("place_ordre", {}, count=1)


def test_many_rows_need_numbers() -> None:
    with pytest.raises(ValueNotEncodable, match="numbers alone"):
        ORACLE.data_of_many("open_batch", {}, count=1)
