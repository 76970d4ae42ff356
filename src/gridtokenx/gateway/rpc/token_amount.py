"""An amount of tokens as clients show it: base units as text, decimals, and the number they make."""

from decimal import Decimal


def ui_amount(amount: int, decimals: int) -> dict[str, object]:
    """Return an amount of base units in the form of Solana's answers.

    >>> ui_amount(1_500, 3)["uiAmountString"]
    '1.5'
    """
    return {
        "amount": str(amount),
        "decimals": decimals,
        "uiAmount": amount / 10**decimals,
        "uiAmountString": _text(amount, decimals),
    }


def _text(amount: int, decimals: int) -> str:
    text = f"{Decimal(amount).scaleb(-decimals):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
