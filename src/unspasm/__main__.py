"""`python -m unspasm` is the `unspasm` command."""

from unspasm.cli import main

main()
