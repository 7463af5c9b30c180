"""Why: which answers made a condition hold, and which questions it still hangs on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from unspasm.care.answers import UNANSWERED, Answers
from unspasm.care.evaluate import CERTAIN, Pair
from unspasm.knowledge.condition import Program


def support(program: Program, pairs: Sequence[Pair], index: int, reading: int = CERTAIN) -> tuple[str, ...]:
    """Ids of the facts that make a condition hold that holds in this reading, in order of appearance.

    Every true branch of an `or` counts as a reason; of a false `and` the first false branch does.
    """
    found: dict[str, None] = {}

    def holds(child: int, wanted: bool) -> bool:
        return bool(pairs[child][0 if wanted else 1] & reading)

    def visit(here: int, wanted: bool) -> None:
        node = program.nodes[here]
        if node.test is not None:
            found.setdefault(node.test.fact)
        elif node.kind == "not":
            visit(node.args[0], not wanted)
        else:
            children = [child for child in node.args if holds(child, wanted)]
            one_is_enough = node.kind == "and" and not wanted
            for child in children[:1] if one_is_enough else children:
                visit(child, wanted)

    visit(index, True)
    return tuple(found)


def hangs_on(
    program: Program, pairs: Sequence[Pair], index: int, answers: Answers, also_unanswered: bool = False
) -> tuple[str, ...]:
    """Ids of the facts that could still change whether the condition holds, in order of appearance.

    Facts that were not asked; with `also_unanswered`, those that stayed unanswered too.
    """
    found: dict[str, None] = {}
    stack = [index]
    while stack:
        here = stack.pop()
        true, false = pairs[here]
        if (true | false) & CERTAIN:
            continue
        node = program.nodes[here]
        if node.test is not None:
            value = answers.get(node.test.fact)
            if value is None or (also_unanswered and value in UNANSWERED):
                found.setdefault(node.test.fact)
        stack.extend(reversed(node.args))
    return tuple(found)


def in_order_of_asking(facts: Iterable[str], place: Callable[[str], int]) -> tuple[str, ...]:
    """The facts in the order in which the interview puts them."""
    return tuple(sorted(dict.fromkeys(facts), key=place))
