"""Made-up people: sets of answers, by seeded chance (`people`) and by Hypothesis (`any_person`).

Four kinds, for uniform chance alone hardly ever leaves `emergency`:

* `anyone`: every fact answered by chance, or not asked, or put and unanswered;
* `calm_but`: all answers calm, then a few taken by chance: plans and the deep branches of rules;
* `about_one_thing`: all answers calm, then every fact of one condition taken next to its cut-points;
* `half_asked`: one of the above with answers erased or turned into "not sure" and "skipped".

Values stay in their ranges. Where two answers contradict, one of them is taken back. The book is the oracle's own (`naive.read_book`).
"""

from hypothesis import strategies as st

from tests.oracle import naive

KINDS = ("anyone", "calm_but", "calm_but", "about_one_thing", "about_one_thing", "half_asked")


def people(rng, book, count):
    """`count` answer sets by seeded chance, none of them contradictory. `rng` is a `random.Random`."""
    cuts = cut_points(book)
    subjects = conditions_of(book)
    for _ in range(count):
        yield settled(_make(rng.choice(KINDS), rng, book, cuts, subjects), book)


def _make(kind, rng, book, cuts, subjects):
    if kind == "anyone":
        return {fact: answer for fact in askable(book) if (answer := _by_chance(rng, fact, book, cuts)) is not None}
    if kind == "calm_but":
        answers = calm(rng, book, cuts)
        for fact in rng.sample(askable(book), rng.choice((0, 0, 1, 1, 2, 3, 5, 8))):
            answers[fact] = value_of(rng, fact, book, cuts)
        return answers
    if kind == "about_one_thing":
        answers = calm(rng, book, cuts)
        for fact in sorted(naive.facts_of(rng.choice(subjects))):
            answers[fact] = value_of(rng, fact, book, cuts)
        return answers
    answers = _make(rng.choice(KINDS[:-1]), rng, book, cuts, subjects)
    share = rng.choice((0.005, 0.02, 0.1, 0.5))
    for fact in list(answers):
        if rng.random() < share:
            if rng.random() < 0.5:
                del answers[fact]
            else:
                answers[fact] = rng.choice(naive.UNANSWERED)
    return answers


def askable(book):
    """The facts that people are given answers to: all but dates, from which the product works out days."""
    return [fact for fact, entry in book["facts"].items() if entry["type"] != "date"]


def _by_chance(rng, fact, book, cuts):
    chance = rng.random()
    if chance < 0.2:
        return None
    if chance < 0.3:
        return rng.choice(naive.UNANSWERED)
    return value_of(rng, fact, book, cuts)


def value_of(rng, fact, book, cuts):
    """Any value the fact may take; whole numbers mostly next to a number that some condition names."""
    entry = book["facts"][fact]
    if entry["type"] == "yes_no":
        return rng.choice(("yes", "no"))
    if entry["type"] == "integer":
        near = [cut + step for cut in cuts.get(fact, ()) for step in (-1, 0, 1)]
        near = [number for number in near if entry["min"] <= number <= entry["max"]]
        return rng.choice(near) if near and rng.random() < 0.8 else rng.randint(entry["min"], entry["max"])
    options = [option[0] for option in entry["options"]]
    if entry["type"] == "one_of":
        return rng.choice(options)
    return rng.sample(options, rng.randint(0, min(3, len(options))))


def calm(rng, book, cuts):
    """A full set of answers in which every sign of danger is as mild as it can be, and the rest by chance."""
    return {
        fact: value_of(rng, fact, book, cuts) if (mild := mildest(book["facts"][fact])) is None else mild
        for fact in askable(book)
    }


def mildest(entry):
    """The answer that means least danger, or None where a fact points neither way."""
    danger, reassuring = entry.get("danger", False), entry.get("reassuring", False)
    if not danger and not reassuring:
        return None
    if entry["type"] == "yes_no":
        return "no" if danger else "yes"
    if entry["type"] == "integer":
        return entry["min"] if danger else entry["max"]
    options = [option[0] for option in entry["options"]]
    if entry["type"] == "one_of":
        return options[0] if danger else options[-1]
    return [] if danger else options


def worse_values(entry, value):
    """The answers to a danger fact that mean more danger than `value`."""
    if entry["type"] == "yes_no":
        return ["yes"] if value == "no" else []
    if entry["type"] == "integer":
        return sorted({value + 1, entry["max"]}) if value < entry["max"] else []
    options = [option[0] for option in entry["options"]]
    if entry["type"] == "one_of":
        return options[options.index(value) + 1 :]
    return [[*value, option] for option in options if option not in value]


def settled(answers, book):
    """The same answers, less the last fact of every contradiction that they hold."""
    for _, when in book["contradictions"]:
        while naive.certainly(when, answers, book["facts"]) is True:
            answers.pop(max(naive.facts_of(when) & set(answers), key=list(book["facts"]).index))
    return answers


def conditions_of(book):
    """Every condition in the book."""
    trees = [level["when"] for level in book["levels"]] + [row["when"] for row in book["exclusions"]]
    trees += [row["when"] for row in book["rows"]]
    trees += [when for item in book["items"].values() for when in item["not_for"]]
    trees += [item["offer_when"] for item in book["items"].values() if item["offer_when"] is not None]
    trees += [when for degrees in book["patterns"].values() for when in degrees.values()]
    return trees


def cut_points(book):
    """fact -> the whole numbers that some condition compares it with."""
    cuts = {}
    for tree in conditions_of(book) + [when for _, when in book["contradictions"]]:
        _collect_cuts(tree, cuts)
    return {fact: sorted(numbers) for fact, numbers in cuts.items()}


def _collect_cuts(tree, cuts):
    if tree[0] in ("and", "or"):
        for part in tree[1]:
            _collect_cuts(part, cuts)
    elif tree[0] == "at_least":
        for part in tree[2]:
            _collect_cuts(part, cuts)
    elif tree[0] == "not":
        _collect_cuts(tree[1], cuts)
    elif isinstance(tree[2], int):
        cuts.setdefault(tree[1], set()).add(tree[2])


# --- for Hypothesis: the same kinds, built so that a failing person shrinks to a few answers ------


def a_value(fact, book, cuts):
    """A strategy for one known answer."""
    entry = book["facts"][fact]
    if entry["type"] == "yes_no":
        return st.sampled_from(["no", "yes"])
    if entry["type"] == "integer":
        near = [cut + step for cut in cuts.get(fact, ()) for step in (-1, 0, 1)]
        near = sorted({number for number in near if entry["min"] <= number <= entry["max"]})
        numbers = st.integers(entry["min"], entry["max"])
        return st.sampled_from(near) | numbers if near else numbers
    options = [option[0] for option in entry["options"]]
    if entry["type"] == "one_of":
        return st.sampled_from(options)
    return st.lists(st.sampled_from(options), unique=True, max_size=3)


@st.composite
def any_person(draw, book, complete=False):
    """A person who answered calmly or not at all, changed in a few places, with some answers missing.

    `complete`: every question was answered, save those taken back for a contradiction.
    """
    cuts = cut_points(book)
    names = askable(book)
    answers = {}
    if complete or draw(st.booleans()):
        answers = calm(draw(st.randoms(use_true_random=False)), book, cuts)
    chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=8))
    if subject := draw(st.none() | st.sampled_from(conditions_of(book))):
        chosen += sorted(naive.facts_of(subject) - set(chosen))
    for fact in chosen:
        answers[fact] = draw(a_value(fact, book, cuts))
    if not complete:
        for fact in draw(st.lists(st.sampled_from(names), unique=True, max_size=5)):
            answers[fact] = draw(st.sampled_from([None, "not_sure", "skipped"]))
    answers = {fact: answer for fact, answer in answers.items() if answer is not None}
    return settled(answers, book)
