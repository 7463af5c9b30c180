"""The one evaluator: walks a compiled program once, in any algebra that has `&` and `|`.

A condition's value is a pair (t, f): what counts as true, what counts as false. A known answer gives
one of the two. What an *unknown* answer gives is what distinguishes the three readings:

==========  ==============  =======================  =============================================
reading     not asked       put, stayed unanswered   `t` then says
==========  ==============  =======================  =============================================
certain     neither         neither                  it holds whatever the unknown answers are
put         neither         both                     it may hold through questions that were put
hanging     both            neither                  it may come to hold through questions not put yet
==========  ==============  =======================  =============================================

"Possible" needs no reading of its own: a condition is possible unless it is certainly false.
The three readings travel together: as three bits of a whole number (one person), of an array of
bytes (a cohort), or as three solver terms (every person there could be).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from unspasm.knowledge.condition import Program, Test

Pair = tuple[Any, Any]

CERTAIN, PUT, HANGING = 1, 2, 4
ALL = CERTAIN | PUT | HANGING


def evaluate(program: Program, compare: Callable[[Test], Pair], top: Any, bottom: Any) -> list[Pair]:
    """The pair of every node of the program, in the program's order.

    compare: the pair of one comparison. top, bottom: the algebra's true and false.
    """
    values: list[Pair] = []
    for kind, args, test, n in program.steps:
        if kind == "test":
            values.append(compare(test))
        elif kind == "and":
            true, false = values[args[0]]
            for index in args[1:]:
                t, f = values[index]
                true, false = true & t, false | f
            values.append((true, false))
        elif kind == "or":
            true, false = values[args[0]]
            for index in args[1:]:
                t, f = values[index]
                true, false = true | t, false & f
            values.append((true, false))
        elif kind == "not":
            true, false = values[args[0]]
            values.append((false, true))
        elif kind == "at_least":
            trues, falses = zip(*(values[index] for index in args), strict=True)
            values.append((count(n, trues, bottom), count(len(args) - n + 1, falses, bottom)))
        else:
            values.append((top, bottom) if kind == "true" else (bottom, top))
    return values


def count(n: int, parts: Sequence[Any], bottom: Any) -> Any:
    """Whether at least n of the parts hold, by `&` and `|` alone. n: 1 or more; more than there are never hold."""
    reached = [bottom] * n
    for part in parts:
        for level in range(n - 1, 0, -1):
            reached[level] = reached[level] | (reached[level - 1] & part)
        reached[0] = reached[0] | part
    return reached[n - 1]
