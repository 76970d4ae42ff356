"""`python -m gridtokenx`."""

from gridtokenx.cli.main import main

main()
