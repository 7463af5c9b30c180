"""A second, slow and obvious reading of the knowledge files, to agree with.

Nothing here is shared with `unspasm`: the TOML is read anew, conditions are read by Python's own parser and
walked as trees, and everything is dictionaries, strings and loops. It answers one question about one person:
what is certain, what is possible, is it decided, and what may be offered. Where this and the product differ,
one of them is wrong.

Two readings of a condition over answers, of which some may be missing:

* `certainly` (Kleene): True, False, or None for "cannot be said yet".
* `told` (Belnap): what we were told, a set that may hold "t", "f", both or neither. An unknown comparison counts
  as whatever the caller hands in for it, so one walk serves "what if the unsure answers are bad?" (unsure = both,
  not asked = neither) and "what still hangs on questions nobody asked?" (the other way round).
"""

import ast
import tomllib
from pathlib import Path

TIERS = ["self_care", "routine", "soon", "same_day", "emergency"]  # calm to urgent
UNANSWERED = ["not_sure", "skipped"]
URGENT = ["same_day", "emergency"]

NEITHER = frozenset()
BOTH = frozenset({"t", "f"})
TRUE = frozenset({"t"})
FALSE = frozenset({"f"})


class Refused(Exception):
    """These answers cannot be judged: unknown fact, wrong value, or two answers that contradict."""


# --- reading the files -------------------------------------------------------------------------


def read_book(folder):
    """Everything the decisions need, as plain dictionaries. Conditions are trees with definitions written out."""
    folder = Path(folder)
    facts = {}
    for file in sorted((folder / "facts").glob("*.toml")):
        facts.update(_toml(file))
    definitions = {name: entry["when"] for name, entry in _toml(folder / "definitions.toml").items()}

    def tree(text):
        return _tree(text, definitions)

    levels = []
    for file in sorted((folder / "rules").glob("*.toml")):
        rule = _toml(file)
        for number, level in enumerate(rule["level"]):
            default = "same_day" if level["tier"] in URGENT else ""
            levels.append(
                {
                    "rule": rule["id"],
                    "number": number,
                    "tier": level["tier"],
                    "when": tree(level["when"]),
                    "if_unsure": level.get("if_unsure", default),
                    "suspect": tree(level["suspect_when"]) if "suspect_when" in level else None,
                }
            )
    exclusions = [
        {"id": row["id"], "when": tree(row["when"]), "x": row.get("x", []), "c": row.get("c", [])}
        for row in _toml(folder / "exclusions.toml").get("condition", [])
    ]
    items = {}
    for file in sorted((folder / "interventions").glob("*.toml")):
        item = _toml(file)
        if item["kind"] == "plan":
            items[item["id"]] = {
                "offer_when": tree(item["offer_when"]) if "offer_when" in item else None,
                "comfort": item.get("comfort", False),
                "column": item.get("column", ""),
                "needs": item.get("needs", ""),
                "slot": item["slot"],
                "sources": item["sources"],
                "not_for": [tree(row["when"]) for row in item.get("not_for", [])],
            }
    patterns = {}
    for file in sorted((folder / "patterns").glob("*.toml")):
        pattern = _toml(file)
        patterns[pattern["id"]] = {
            degree: tree(pattern[f"{degree}_when"])
            for degree in ("likely", "possible")
            if pattern.get(f"{degree}_when")
        }
    return {
        "facts": facts,
        "levels": levels,
        "exclusions": exclusions,
        "items": items,
        "patterns": patterns,
        "conflicts": [(row["a"], row["b"]) for row in _toml(folder / "conflicts.toml").get("conflict", [])],
        "contradictions": [
            (row["message"], tree(row["when"]))
            for row in _toml(folder / "contradictions.toml").get("contradiction", [])
        ],
        "rows": [
            {"id": row["id"], "axis": row["axis"], "when": tree(row["when"])}
            for row in _toml(folder / "classification.toml").get("row", [])
        ],
    }


def _toml(file):
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _tree(text, definitions):
    return _plain(ast.parse("(" + " ".join(text.split()) + ")", mode="eval").body, definitions)


def _plain(node, definitions):
    """A Python syntax tree as nested tuples: and, or, not, at_least, or one comparison `(op, fact, value)`."""
    if isinstance(node, ast.BoolOp):
        name = "and" if isinstance(node.op, ast.And) else "or"
        return (name, [_plain(part, definitions) for part in node.values])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return ("not", _plain(node.operand, definitions))
    if isinstance(node, ast.Name):
        if node.id in definitions:
            return _tree(definitions[node.id], definitions)
        return ("==", node.id, "yes")
    if isinstance(node, ast.Call) and node.func.id == "at_least":
        return ("at_least", ast.literal_eval(node.args[0]), [_plain(part, definitions) for part in node.args[1:]])
    if isinstance(node, ast.Call) and node.func.id == "any_of":
        return ("any_of", node.args[0].id, [ast.literal_eval(option) for option in node.args[1:]])
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return (_SIGNS[type(node.ops[0])], node.left.id, ast.literal_eval(node.comparators[0]))
    raise ValueError(f"a condition this reader does not know: {ast.dump(node)}")


_SIGNS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.In: "in"}


# --- one condition, one person -----------------------------------------------------------------


def holds(comparison, answer, facts):
    """Whether a comparison is true of an answer that is known."""
    op, fact, value = comparison
    if op == "any_of":
        return any(option in answer for option in value)
    if op == "in":
        return answer in value
    if op == "==":
        return answer == value
    if op == "!=":
        return answer != value
    if facts[fact]["type"] == "one_of":  # options are listed in order of danger
        order = [option[0] for option in facts[fact]["options"]]
        answer, value = order.index(answer), order.index(value)
    if op == "<":
        return answer < value
    if op == "<=":
        return answer <= value
    if op == ">":
        return answer > value
    if op == ">=":
        return answer >= value
    raise ValueError(op)


def certainly(tree, answers, facts):
    """True, False, or None while the answers leave it open."""
    kind = tree[0]
    if kind == "and":
        found = True
        for part in tree[1]:
            one = certainly(part, answers, facts)
            if one is False:
                return False
            if one is None:
                found = None
        return found
    if kind == "or":
        found = False
        for part in tree[1]:
            one = certainly(part, answers, facts)
            if one is True:
                return True
            if one is None:
                found = None
        return found
    if kind == "not":
        inner = certainly(tree[1], answers, facts)
        return None if inner is None else not inner
    if kind == "at_least":
        parts = [certainly(part, answers, facts) for part in tree[2]]
        if parts.count(True) >= tree[1]:
            return True
        return False if parts.count(True) + parts.count(None) < tree[1] else None
    answer = answers.get(tree[1])
    if answer is None or answer in UNANSWERED:
        return None
    return holds(tree, answer, facts)


def told(tree, answers, facts, not_asked, unsure):
    """What we were told about a condition: a set of "t" and "f"; unknown comparisons count as handed in."""
    kind = tree[0]
    if kind == "and":
        parts = [told(part, answers, facts, not_asked, unsure) for part in tree[1]]
        return _both(all("t" in part for part in parts), any("f" in part for part in parts))
    if kind == "or":
        parts = [told(part, answers, facts, not_asked, unsure) for part in tree[1]]
        return _both(any("t" in part for part in parts), all("f" in part for part in parts))
    if kind == "not":
        inner = told(tree[1], answers, facts, not_asked, unsure)
        return _both("f" in inner, "t" in inner)
    if kind == "at_least":
        parts = [told(part, answers, facts, not_asked, unsure) for part in tree[2]]
        against = sum("f" in part for part in parts)
        return _both(sum("t" in part for part in parts) >= tree[1], against >= len(parts) - tree[1] + 1)
    answer = answers.get(tree[1])
    if answer is None:
        return not_asked
    if answer in UNANSWERED:
        return unsure
    return TRUE if holds(tree, answer, facts) else FALSE


def _both(true, false):
    if true:
        return BOTH if false else TRUE
    return FALSE if false else NEITHER


def facts_of(tree):
    """The facts a condition speaks of."""
    if tree[0] in ("and", "or"):
        return set().union(*[facts_of(part) for part in tree[1]])
    if tree[0] == "at_least":
        return set().union(*[facts_of(part) for part in tree[2]])
    if tree[0] == "not":
        return facts_of(tree[1])
    return {tree[1]}


# --- one person --------------------------------------------------------------------------------


def decide(answers, book):
    """What the knowledge says of one person. Raises `Refused` for answers that cannot be judged."""
    answers = {fact: answer for fact, answer in answers.items() if answer is not None}
    _refuse_wrong_answers(answers, book)
    facts = book["facts"]

    states = []
    for level in book["levels"]:
        verdict = certainly(level["when"], answers, facts)
        put = told(level["when"], answers, facts, not_asked=NEITHER, unsure=BOTH)
        hang = told(level["when"], answers, facts, not_asked=BOTH, unsure=NEITHER)
        states.append(
            {
                **level,
                "certain": verdict is True,
                "possible": verdict is not False,
                "put_possible": "t" in put,
                "hanging": "t" in hang,
                "suspected": verdict is not False and _core_holds(level, answers, facts),
                "core_hanging": _core_hangs(level, answers, facts),
            }
        )

    floor = "same_day" if _unsure_counts(states) else "self_care"
    settled = _highest([floor] + [state["tier"] for state in states if state["certain"]])
    disposition = _highest([settled] + [state["tier"] for state in states if state["suspected"]])
    possible = _highest([disposition] + [state["tier"] for state in states if state["possible"]])
    decided = not any(_matters(state, settled) for state in states)
    cleared = decided and _rank(disposition) < _rank("same_day")
    return {
        "disposition": disposition,
        "possible": possible,
        "decided": decided,
        "cleared": cleared,
        "certain_levels": {(state["rule"], state["number"]) for state in states if state["certain"]},
        "suspected_levels": {(state["rule"], state["number"]) for state in states if state["suspected"]},
        "offers": _offers(answers, book, disposition) if cleared else {},
        "axes": _axes(answers, book),
        "modifiers": [
            row["id"]
            for row in book["rows"]
            if row["axis"] == "modifier" and certainly(row["when"], answers, facts) is True
        ],
        "patterns": _patterns(answers, book),
    }


def _core_holds(level, answers, facts):
    return level["suspect"] is not None and certainly(level["suspect"], answers, facts) is True


def _core_hangs(level, answers, facts):
    """Whether a question nobody asked could still make the level suspected."""
    if level["suspect"] is None or _core_holds(level, answers, facts):
        return False
    return "t" in told(level["suspect"], answers, facts, not_asked=BOTH, unsure=NEITHER)


def _rank(tier):
    return TIERS.index(tier)


def _highest(tiers):
    return max(tiers, key=_rank)


def _unsure_counts(states):
    """Whether questions that were put and left open are enough for `same_day`."""
    if any(state["put_possible"] and state["if_unsure"] == "same_day" for state in states):
        return True
    rules = {state["rule"] for state in states if state["put_possible"] and state["if_unsure"] == "two"}
    return len(rules) >= 2


def _matters(state, disposition):
    """Whether a question nobody asked could still raise what is settled through this level."""
    higher = _rank(state["tier"]) > _rank(disposition)
    if higher and state["hanging"] and not state["certain"]:
        return True
    if higher and state["possible"] and state["core_hanging"]:
        return True
    open_urgent = state["tier"] in URGENT and state["possible"] and not state["put_possible"]
    return open_urgent and _rank(disposition) < _rank("same_day")


def _offers(answers, book, disposition):
    """Each item that may be in a plan, with True where only its safer form may."""
    facts = book["facts"]
    offers = {}
    for name, item in book["items"].items():
        if item["offer_when"] is not None and certainly(item["offer_when"], answers, facts) is not True:
            continue
        if not item["comfort"] and _rank(disposition) >= _rank("soon"):
            continue
        excluding = list(item["not_for"])
        cautioning = []
        for row in book["exclusions"]:
            if item["column"] and item["column"] in row["x"]:
                excluding.append(row["when"])
            if item["column"] and item["column"] in row["c"]:
                cautioning.append(row["when"])
        if any(certainly(when, answers, facts) is not False for when in excluding):
            continue
        offers[name] = any(certainly(when, answers, facts) is not False for when in cautioning)
    return offers


def _axes(answers, book):
    """The first row that certainly holds, for each axis but the modifiers."""
    found = {}
    for row in book["rows"]:
        new = row["axis"] != "modifier" and row["axis"] not in found
        if new and certainly(row["when"], answers, book["facts"]) is True:
            found[row["axis"]] = row["id"]
    return found


def _patterns(answers, book):
    found = {}
    for name, degrees in book["patterns"].items():
        for degree in ("likely", "possible"):
            if degree in degrees and certainly(degrees[degree], answers, book["facts"]) is True:
                found[name] = degree
                break
    return found


def _refuse_wrong_answers(answers, book):
    for fact, answer in answers.items():
        if fact not in book["facts"]:
            raise Refused(f"unknown fact {fact}")
        if not _fits(answer, book["facts"][fact]):
            raise Refused(f"{fact} cannot be {answer!r}")
    for message, when in book["contradictions"]:
        if certainly(when, answers, book["facts"]) is True:
            raise Refused(message)


def _fits(answer, fact):
    if answer in UNANSWERED:
        return True
    options = [option[0] for option in fact.get("options", [])]
    if fact["type"] == "yes_no":
        return answer in ("yes", "no")
    if fact["type"] == "one_of":
        return answer in options
    if fact["type"] == "many_of":
        return isinstance(answer, list) and all(part in options for part in answer)
    if fact["type"] == "integer":
        return type(answer) is int and fact["min"] <= answer <= fact["max"]
    if fact["type"] == "date":
        return isinstance(answer, str) and len(answer) == len("2026-01-05")
    raise ValueError(f"a type this reader does not know: {fact['type']}")
