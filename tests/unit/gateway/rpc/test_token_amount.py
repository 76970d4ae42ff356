"""Amounts are exact as text, whatever the number is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.gateway.rpc.token_amount import ui_amount


@pytest.mark.parametrize(
    ("amount", "decimals", "text"),
    [
        (0, 9, "0"),
        (1, 9, "0.000000001"),
        (10, 1, "1"),
        (1500, 3, "1.5"),
        (100, 0, "100"),
        (2**64 - 1, 0, str(2**64 - 1)),
    ],
)
def test_the_text_is_short_and_exact(amount: int, decimals: int, text: str) -> None:
    assert ui_amount(amount, decimals)["uiAmountString"] == text


@given(st.integers(0, 2**64 - 1), st.integers(0, 255))
def test_the_text_is_the_amount(amount: int, decimals: int) -> None:
    shown = ui_amount(amount, decimals)
    assert Decimal(str(shown["uiAmountString"])).scaleb(decimals) == amount
    assert shown["amount"] == str(amount)
    assert shown["uiAmount"] == amount / 10**decimals
