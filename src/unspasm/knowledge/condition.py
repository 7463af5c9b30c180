"""Conditions: small Boolean expressions over facts, parsed, type-checked and compiled.

The grammar is closed (docs/reference/knowledge-format.md): fact and definition names, `and`, `or`,
`not`, brackets, comparison of a fact with a constant, `in`, `any_of(fact, ...)`, `at_least(n, ...)`.
A condition becomes nodes of one shared, duplicate-free `Program`, so that every reader (one person,
a cohort, a solver) walks the same list once.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from unspasm.knowledge.dictionary import Fact

Constant = int | str | bool | frozenset[str]


class ConditionError(ValueError):
    """A condition that cannot be read; the message says what is wrong and what would be right."""


@dataclass(frozen=True)
class Test:
    """One comparison of one fact with a constant.

    op: `yes` (a yes_no fact is yes), `==`, `<`, `<=`, `>`, `>=` (integer), `is` (one_of equals an
    option), `from` (one_of is this option or a later one), `in` (one_of is one of),
    `any_of` (many_of holds at least one of).
    """

    fact: str
    op: str
    value: Constant = True


@dataclass(frozen=True)
class Node:
    """`kind` is test, not, and, or, at_least, true or false; `args` are indices of earlier nodes."""

    kind: str
    args: tuple[int, ...] = ()
    test: Test | None = None
    n: int = 0


@dataclass
class Program:
    """All conditions of a knowledge base as one list of nodes, children before parents."""

    nodes: list[Node] = field(default_factory=list)
    _index: dict[Node, int] = field(default_factory=dict)

    def add(self, node: Node) -> int:
        """Index of the node, added if it is new."""
        known = self._index.get(node)
        if known is None:
            known = self._index[node] = len(self.nodes)
            self.nodes.append(node)
        return known

    @cached_property
    def steps(self) -> list[tuple[str, tuple[int, ...], Any, int]]:
        """The nodes as plain tuples (kind, args, test, n), for walking fast; only once all are added."""
        return [(node.kind, node.args, node.test, node.n) for node in self.nodes]

    def facts_of(self, index: int) -> tuple[str, ...]:
        """Ids of the facts that the condition looks at, each once, in order of appearance."""
        seen: dict[str, None] = {}
        stack = [index]
        while stack:
            node = self.nodes[stack.pop()]
            if node.test is not None:
                seen.setdefault(node.test.fact)
            stack.extend(reversed(node.args))
        return tuple(seen)


@dataclass(frozen=True)
class Compiler:
    """Turns condition text into an index of `program`, with names resolved in `facts` and `definitions`."""

    program: Program
    facts: Mapping[str, Fact]
    definitions: Mapping[str, int]

    def compile(self, text: str) -> int:
        """Index of the condition's node. Raises ConditionError with what to mend."""
        try:
            tree = ast.parse(text.strip(), mode="eval")
        except SyntaxError as error:
            raise ConditionError(f"cannot read the condition {text!r}: {error.msg}") from error
        return self._node(tree.body)

    def _node(self, tree: ast.expr) -> int:
        match tree:
            case ast.BoolOp(op=op, values=values):
                kind = "and" if isinstance(op, ast.And) else "or"
                return self._join(kind, [self._node(value) for value in values])
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.program.add(Node("not", (self._node(operand),)))
            case ast.Name(id=name):
                return self._name(name)
            case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[right]):
                return self._comparison(name, op, right)
            case ast.Call(func=ast.Name(id="any_of"), args=[ast.Name(id=name), *options]):
                return self._any_of(name, [_constant(option) for option in options])
            case ast.Call(func=ast.Name(id="at_least"), args=[ast.Constant(value=int(n)), *parts]):
                return self._at_least(n, [self._node(part) for part in parts])
            case ast.Constant(value=bool(value)):
                return self.program.add(Node("true" if value else "false"))
        raise ConditionError(f"{ast.unparse(tree)!r} is not part of the condition grammar")

    def _join(self, kind: str, parts: list[int]) -> int:
        unique = tuple(dict.fromkeys(parts))
        return unique[0] if len(unique) == 1 else self.program.add(Node(kind, unique))

    def _at_least(self, n: int, parts: list[int]) -> int:
        if not 1 <= n <= len(parts):
            raise ConditionError(f"at_least({n}, ...) needs between {n} and more parts, not {len(parts)}")
        if len(set(parts)) != len(parts):
            raise ConditionError("at_least(...) counts one part twice")
        return self.program.add(Node("at_least", tuple(parts), n=n))

    def _name(self, name: str) -> int:
        if name in self.definitions:
            return self.definitions[name]
        fact = self._fact(name)
        if fact.type != "yes_no":
            raise ConditionError(f"{name} is {fact.type}: compare it with a value")
        return self._test(name, "yes", True)

    def _fact(self, name: str) -> Fact:
        if name not in self.facts:
            raise ConditionError(f"there is no fact or definition called {name!r}")
        return self.facts[name]

    def _test(self, fact: str, op: str, value: Constant) -> int:
        return self.program.add(Node("test", test=Test(fact, op, value)))

    def _comparison(self, name: str, op: ast.cmpop, right: ast.expr) -> int:
        fact = self._fact(name)
        if isinstance(op, ast.In | ast.NotIn):
            if not isinstance(right, ast.Tuple | ast.List | ast.Set):
                raise ConditionError(f"{name} in ...: give the options in brackets")
            return self._one_of(fact, "in", [_constant(item) for item in right.elts], isinstance(op, ast.NotIn))
        value, negate = _constant(right), isinstance(op, ast.NotEq)
        if fact.type == "integer":
            return self._integer(fact, op, value, negate)
        if fact.type == "yes_no" and value in ("yes", "no"):
            return self._negated(self._test(name, "yes", True), negate != (value == "no"))
        if fact.type == "one_of" and isinstance(op, ast.Eq | ast.NotEq):
            return self._one_of(fact, "is", [value], negate)
        if fact.type == "one_of" and isinstance(op, ast.GtE) and (fact.danger or fact.reassuring):
            return self._one_of(fact, "from", [value], False)
        raise ConditionError(f"{name} is {fact.type}: this comparison does not fit it")

    def _integer(self, fact: Fact, op: ast.cmpop, value: Constant, negate: bool) -> int:
        signs: dict[type[ast.cmpop], str] = {
            ast.Eq: "==",
            ast.NotEq: "==",
            ast.Lt: "<",
            ast.LtE: "<=",
            ast.Gt: ">",
            ast.GtE: ">=",
        }
        sign = signs.get(type(op))
        if sign is None or not isinstance(value, int) or isinstance(value, bool):
            raise ConditionError(f"{fact.id} is a whole number: compare it with one")
        if not fact.min <= value <= fact.max:
            raise ConditionError(f"{fact.id} runs from {fact.min} to {fact.max}, so {value} never happens")
        return self._negated(self._test(fact.id, sign, value), negate)

    def _one_of(self, fact: Fact, op: str, values: list[Constant], negate: bool) -> int:
        self._need(fact, "one_of", values)
        value = frozenset(str(v) for v in values) if op == "in" else str(values[0])
        return self._negated(self._test(fact.id, op, value), negate)

    def _any_of(self, name: str, values: list[Constant]) -> int:
        fact = self._fact(name)
        self._need(fact, "many_of", values)
        return self._test(name, "any_of", frozenset(str(v) for v in values))

    def _need(self, fact: Fact, kind: str, values: list[Constant]) -> None:
        if fact.type != kind:
            raise ConditionError(f"{fact.id} is {fact.type}, not {kind}")
        for value in values:
            if value not in fact.option_ids:
                raise ConditionError(f"{fact.id} has no option {value!r}; it has {', '.join(fact.option_ids)}")

    def _negated(self, index: int, negate: bool) -> int:
        return self.program.add(Node("not", (index,))) if negate else index


def compile_definitions(texts: Mapping[str, str], facts: Mapping[str, Fact], program: Program) -> dict[str, int]:
    """Index of each definition's node; definitions may use each other in any order, without cycles."""
    done: dict[str, int] = {}
    pending: list[str] = []

    def resolve(name: str) -> None:
        if name in done:
            return
        if name in pending:
            raise ConditionError(f"the definitions {' -> '.join([*pending, name])} go in a circle")
        if name in facts:
            raise ConditionError(f"{name!r} is both a fact and a definition")
        pending.append(name)
        for word in names_in(texts[name]):
            if word in texts:
                resolve(word)
        try:
            done[name] = Compiler(program, facts, done).compile(texts[name])
        except ConditionError as error:
            raise ConditionError(f"definition {name!r}: {error}") from error
        pending.pop()

    for name in texts:
        resolve(name)
    return done


def names_in(text: str) -> set[str]:
    """All names that occur in a condition's text; empty if it cannot be parsed."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError:
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "yes": lambda value, _: value == "yes",
    "is": operator.eq,
    "in": lambda value, options: value in options,
    "any_of": lambda value, options: not options.isdisjoint(value),
    "==": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
"""Whether a known value passes a test with this op and constant; `from` needs the fact (`holds`)."""


def holds(test: Test, value: object, fact: Fact) -> bool:
    """Whether a known value of the fact passes the test."""
    if test.op == "from":
        return fact.at_or_after(str(value), str(test.value))
    return HOLDS[test.op](value, test.value)


def _constant(tree: ast.expr) -> Constant:
    if isinstance(tree, ast.Constant) and isinstance(tree.value, int | str):
        return tree.value
    raise ConditionError(f"{ast.unparse(tree)!r} is not a plain number or word")
