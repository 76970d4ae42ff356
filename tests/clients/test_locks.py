"""The clients' lock files hold hashes for everything, and name no registry but the public ones."""

import json
import re

import pytest
from tests.clients.script import HERE

PUBLIC = {"registry.npmjs.org", "pypi.org", "files.pythonhosted.org"}


@pytest.mark.parametrize("name", ["package-lock.json", "solana.lock", "anchorpy.lock"])
def test_no_private_registry_is_named(name: str) -> None:
    text = (HERE / name).read_text()
    resolved = re.findall(r'"resolved": "\w+://([^/"]+)|(?:--index-url|--find-links) \w+://([^/\s]+)', text)
    assert {host for pair in resolved for host in pair if host} <= PUBLIC


def test_every_npm_package_has_its_hash() -> None:
    packages = json.loads((HERE / "package-lock.json").read_text())["packages"]
    assert len(packages) > 100
    assert [name for name, entry in packages.items() if name and not entry.get("integrity")] == []


@pytest.mark.parametrize("name", ["solana", "anchorpy"])
def test_the_environments_are_pinned_by_hash(name: str) -> None:
    wanted = (HERE / f"{name}.in").read_text().strip()
    pinned = re.findall(r"^([a-z0-9-]+==\S+)", (HERE / f"{name}.lock").read_text(), re.MULTILINE)
    assert wanted in pinned
    for line in (HERE / f"{name}.lock").read_text().split("\n"):
        if re.match(r"^[a-z0-9-]+==", line):
            assert line.endswith("\\"), f"{line} has no hash"
