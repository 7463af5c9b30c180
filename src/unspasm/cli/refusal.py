"""How the command says no: one clear sentence on the error stream, exit code 2, never a traceback."""

from __future__ import annotations

from typing import NoReturn

import typer

from unspasm.knowledge import Knowledge, KnowledgeError, load_knowledge
from unspasm.knowledge.loader import read_knowledge


def refuse(sentence: str) -> NoReturn:
    """Ends the command with exit code 2 after one sentence that says what is wrong and where."""
    typer.echo(sentence, err=True)
    raise typer.Exit(2)


def knowledge_or_refuse(*, proved: bool = True) -> Knowledge:
    """The knowledge base, or the end of the command if one of its files cannot be used.

    proved=False also takes rules without a certificate: for those who write and prove them, never for a check.
    """
    try:
        return load_knowledge() if proved else read_knowledge()
    except KnowledgeError as error:
        refuse(f"The knowledge files cannot be used: {error}")
