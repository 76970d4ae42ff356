from pathlib import Path

import pytest
from toolchain.patches import FILES, REPLACEMENTS, SIGNATURES
from toolchain.sysroot import PatchRefused, patch

HEADS = {
    "std/src/panicking.rs": "\nfn panic_with_hook(payload: &mut dyn Payload) -> ! {\n",
    "std/src/alloc.rs": "pub fn rust_oom(layout: Layout) -> ! {\n",
}


def library(folder: Path) -> Path:
    """A library that has of each file what the patches look for."""
    texts: dict[str, str] = {}
    for name, old, _ in REPLACEMENTS:
        texts[name] = texts.get(name, "// kept\n") + old + "\n"
    for name, _, _ in SIGNATURES:
        texts[name] = texts.get(name, "") + HEADS[name]
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_every_patch_is_applied(tmp_path: Path) -> None:
    patched = library(tmp_path)
    patch(patched)
    for name, _, new in REPLACEMENTS:
        assert new in (patched / name).read_text()
    for name, content in FILES.items():
        assert (patched / name).read_text() == content
    for name, _, inserted in SIGNATURES:
        assert HEADS[name].rstrip("\n") + inserted in (patched / name).read_text()


@pytest.mark.parametrize("name", sorted({name for name, _, _ in REPLACEMENTS}))
def test_library_of_another_release_is_refused(tmp_path: Path, name: str) -> None:
    other = library(tmp_path)
    (other / name).write_text("// rewritten upstream\n")
    with pytest.raises(PatchRefused, match=r"patches\.py needs a new text"):
        patch(other)


def test_function_that_is_gone_is_named(tmp_path: Path) -> None:
    other = library(tmp_path)
    (other / "std/src/alloc.rs").write_text("// no such function\n")
    with pytest.raises(PatchRefused, match=r"alloc\.rs of this rustc has no function"):
        patch(other)
