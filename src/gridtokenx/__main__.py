"""`python -m gridtokenx`."""

from gridtokenx.cli.entry import main

main()
