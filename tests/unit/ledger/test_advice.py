import ast
from pathlib import Path

import gridtokenx.ledger
from gridtokenx.ledger.advice import ADVICE

FOLDER = Path(gridtokenx.ledger.__file__).parent
SAYERS = {"add", "note", "Fault"}


def codes() -> set[str]:
    """Every code that the ledger's sources pass to a finding, a notice or a fault."""
    found: set[str] = set()
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0]
            if called in SAYERS and isinstance(first, ast.Constant) and str(first.value).isupper():
                found.add(str(first.value))
    return found


def test_every_code_has_its_advice_and_no_advice_is_left_over() -> None:
    assert codes() == set(ADVICE)


def test_every_code_stands_in_the_reference() -> None:
    text = (FOLDER.parents[2] / "docs" / "reference" / "ledger.md").read_text()
    assert not [code for code in ADVICE if f"`{code}`" not in text]


def test_advice_is_a_sentence() -> None:
    assert all(advice[0].isupper() and advice.endswith(".") for advice in ADVICE.values())
