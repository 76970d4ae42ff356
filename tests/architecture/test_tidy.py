"""The rules of the house that a linter does not know: sizes, the mirror of tests, the map of the package."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import gridtokenx

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "gridtokenx"
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
MAX_SHARE_OVER_45 = 0.05
BANNED_NAMES = {"utils", "util", "common", "helpers", "helper", "manager", "misc"}
WORDS_OF_UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError|unimplemented!|todo!\(")


def tracked(*suffixes: str) -> list[Path]:
    """Files that git knows or would add, so that build output does not count."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = (ROOT / line for line in listing.splitlines() if line.endswith(suffixes))
    return sorted(p for p in paths if p.exists() and "gateway/page" not in p.as_posix())


def functions(path: Path) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    """Functions of a file with their length without the docstring."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if ast.get_docstring(node, clean=False) is not None:
                doc = node.body[0]
                length -= (doc.end_lineno or doc.lineno) - doc.lineno + 1
            yield node, length


@pytest.mark.parametrize(
    "path", tracked(".py", ".rs", ".ts", ".svelte"), ids=lambda p: str(p.relative_to(ROOT))
)
def test_no_file_is_too_long(path: Path) -> None:
    assert path.read_text().count("\n") <= MAX_FILE_LINES


def test_no_function_is_too_long() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} ({length})"
        for path in tracked(".py")
        for node, length in functions(path)
        if length > MAX_FUNCTION_LINES
    ]
    assert not long


def test_most_functions_fit_a_screen() -> None:
    lengths = [length for path in tracked(".py") if SOURCE in path.parents for _, length in functions(path)]
    over = sum(length > 45 for length in lengths)
    assert over <= MAX_SHARE_OVER_45 * len(lengths)


def test_every_source_file_has_its_test_file() -> None:
    missing = []
    for path in tracked(".py"):
        if SOURCE not in path.parents or path.name in {"__init__.py", "__main__.py"}:
            continue
        relative = path.relative_to(SOURCE)
        if relative.parts[0] == "port":
            continue  # protocols have a conformance suite instead
        expected = ROOT / "tests" / "unit" / relative.parent / f"test_{relative.name}"
        if not expected.exists():
            missing.append(str(expected.relative_to(ROOT)))
    assert not missing


def test_every_test_file_has_its_source_file() -> None:
    orphans = []
    for path in sorted((ROOT / "tests" / "unit").rglob("test_*.py")):
        relative = path.relative_to(ROOT / "tests" / "unit")
        if not (SOURCE / relative.parent / relative.name.removeprefix("test_")).exists():
            orphans.append(str(relative))
    assert not orphans


def test_every_test_file_can_fail() -> None:
    empty = [
        str(path.relative_to(ROOT))
        for path in tracked(".py")
        if path.name.startswith("test_") and not re.search(r"\bassert\b|raises\(|expect\(", path.read_text())
    ]
    assert not empty


def test_the_package_docstring_is_the_tree() -> None:
    named = re.findall(r"^    ([a-z_]+) {2,}", gridtokenx.__doc__ or "", flags=re.MULTILINE)
    present = {
        p.stem if p.is_file() else p.name for p in SOURCE.iterdir() if not p.name.startswith(("_", "py."))
    }
    assert len(named) == len(set(named))
    assert set(named) == present


def test_every_module_says_what_it_owns() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in tracked(".py")
        if SOURCE in path.parents and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not silent


def test_no_file_is_named_for_nothing() -> None:
    assert not [str(p.relative_to(ROOT)) for p in tracked(".py", ".rs", ".ts") if p.stem in BANNED_NAMES]


def test_nothing_is_left_unfinished() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked(".py", ".rs", ".ts", ".svelte")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if WORDS_OF_UNFINISHED.search(line)
    ]
    assert not found


def test_the_project_stands_alone() -> None:
    outside = re.compile(r"\.\./shared|/work/|\.library\b")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked(
            ".py", ".rs", ".ts", ".svelte", ".toml", ".md", ".json", "Makefile", "run", ".yml"
        )
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if outside.search(line)
    ]
    assert not found


def broad_excepts(path: Path) -> list[str]:
    """Lines of a file that catch everything."""
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler)
        and isinstance(node.type, ast.Name)
        and node.type.id == "Exception"
    ]


def test_broad_except_only_where_it_belongs() -> None:
    allowed = {"cli", "gateway"}
    inside = [
        p for p in tracked(".py") if SOURCE in p.parents and p.relative_to(SOURCE).parts[0] not in allowed
    ]
    assert not [line for path in inside for line in broad_excepts(path)]
