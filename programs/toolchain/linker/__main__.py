"""Run the linker as rustc does."""

import sys

from toolchain.linker.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
