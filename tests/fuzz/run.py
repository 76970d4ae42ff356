"""Fuzz one target for as long as you like: ``python -m tests.fuzz.run TARGET [--seconds N] [--seed N]``.

With atheris installed it is coverage-guided; without, seeds are changed at random, the same for a seed. An
input that breaks a parser is written beside the seeds of the folder given with ``--corpus``, and named.
"""

import argparse
import hashlib
import importlib.util
import random
import sys
import time
from pathlib import Path

from tests.fuzz.target import NAMES, Edit, Target, target


def changed(seeds: list[bytes], draw: random.Random) -> bytes:
    """Return a seed with a few changes."""
    data = draw.choice(seeds)
    for _ in range(draw.randint(0, 6)):
        put = draw.randbytes(draw.randint(0, 8)) if draw.random() < 0.8 else draw.choice(seeds)[:64]
        data = Edit(draw.randrange(1 << 16), draw.randint(0, 8), put).apply(data)
    return data


def guided(fuzzed: Target, arguments: list[str]) -> None:
    """Hand the target to atheris, which does not come back."""
    import atheris  # type: ignore[import-untyped]  # not a dependency: whoever fuzzes for long installs it

    atheris.Setup([sys.argv[0], *arguments], fuzzed.one_input)
    atheris.Fuzz()


def plain(fuzzed: Target, *, seconds: float, seed: int, corpus: Path) -> int:
    """Try changed seeds until the time is over; return how many inputs were tried."""
    draw = random.Random(seed)  # noqa: S311  # no secret
    seeds = [*fuzzed.seeds(), *(p.read_bytes() for p in corpus.glob("*"))]
    end, tried = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        data = changed(seeds, draw)
        tried += 1
        try:
            fuzzed.one_input(data)
        except BaseException:
            path = corpus / hashlib.sha256(data).hexdigest()[:16]
            path.write_bytes(data)
            print(f"input {tried} broke it: {path}")  # noqa: T201  # a command
            raise
    return tried


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=NAMES)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--corpus", type=Path, default=Path("fuzz-corpus"))
    asked = parser.parse_args()
    corpus = asked.corpus / asked.target
    corpus.mkdir(parents=True, exist_ok=True)
    fuzzed = target(asked.target)
    if importlib.util.find_spec("atheris") is not None:
        guided(fuzzed, [str(corpus), f"-max_total_time={int(asked.seconds)}"])
    tried = plain(fuzzed, seconds=asked.seconds, seed=asked.seed, corpus=corpus)
    print(f"{asked.target}: {tried} inputs, nothing broke")  # noqa: T201  # a command


if __name__ == "__main__":
    main()
