"""The tables and figures of `benchmarks.calibration`, one function each. `size`, `n`: how many people; `run`: who does the
work. Every number is followed by its simulation error (one standard error, +-)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np

from benchmarks.calibration_figures import Mark, drawn
from benchmarks.calibration_worlds import (
    BROKEN,
    DAYS,
    NULLS,
    OUTSIDE,
    OUTSIDE_NULLS,
    OWN,
    POWERS,
    PRIOR,
    UNCLEAR,
    Told,
    confounded,
    in_weeks,
    people_of,
    population_prior,
    shown,
    told_of,
)
from benchmarks.days_to_know import MOST, POPULATION, RULES, Known, by_plan, by_policy, quantile
from benchmarks.outside import Habits, Somebody, as_person, best_possible, somebody
from unspasm.learn import Prior
from unspasm.learn.simulate import World, make_person
from unspasm.learn.verdict import HELPS, NO_HELP, WORSE

SEED = 20261123

Run = Callable[[Callable[..., object], Iterable[object]], Iterable[object]]


def false_claims(n: int, run: Run, figures: dict[str, str]) -> str:
    """People without any effect who look every day."""
    rows: list[list[str]] = []
    everybody: list[set[str]] = []
    marks = []
    ways: list[tuple[str, Callable[[int], object]]] = [
        (name, partial(_shown, world, SEED + number)) for number, (name, world) in enumerate(NULLS.items())
    ]
    ways += [
        (f"second maker: {name}", partial(_outside_shown, habits, SEED + 50 + number))
        for number, (name, habits) in enumerate(OUTSIDE_NULLS.items())
    ]
    ways += [(name, partial(_unclear_shown, when, SEED + 70)) for name, when in UNCLEAR.items()]
    for name, make in ways:
        ever = [seen for _, seen, _ in run(make, range(n))]
        rows.append([name, *_claims(ever)])
        everybody += ever
        marks.append(_share_mark(name, [bool(seen & {HELPS, WORSE}) for seen in ever]))
    rows.append(["all of these together", *_claims(everybody)])
    figures["learning-claims.svg"] = drawn(
        "Ever told of an effect that is not there", "of 100 people who look every day for 28 days", marks, (0, 10), 5
    )
    return _table(
        "False claims, with a look every day",
        f"No effect at all; each day one window with and one without, in random order; {n} people a line. Counted is who "
        f"was EVER shown the verdict on any of {DAYS} evenings. Recovery half-life 10 days (log-SD 1) where not named. Of the second maker: own "
        "choice, up to two windows a day, 2 in 5 of them waits; last lines: moments picked by what nobody can know.",
        ["people", "ever helps", "ever makes it worse", "ever either"],
        rows,
    )


def _claims(ever: Sequence[set[str]]) -> list[str]:
    return [_share([bool(seen & wanted) for seen in ever]) for wanted in ({HELPS}, {WORSE}, {HELPS, WORSE})]


def power(n: int, run: Run) -> str:
    """People with a known effect who look every day."""
    rows = []
    for number, (name, world) in enumerate(POWERS.items()):
        seen = list(run(partial(_shown, world, SEED + 100 + number), range(n)))
        right, wrong = (HELPS, WORSE) if world.effects[0][0] < 0 else (WORSE, HELPS)
        days = [day if right in ever else DAYS + 1 for _, ever, day in seen]
        rows.append(
            [
                name,
                _share([right in ever for _, ever, _ in seen]),
                _share([wrong in ever for _, ever, _ in seen]),
                _share([NO_HELP in ever for _, ever, _ in seen]),
                f"{np.median(days):.0f}",
            ]
        )
    weeks = [list(run(partial(in_weeks_of, effect, SEED + 150), range(4 * n))) for effect in (-1.0, 0.0)]
    rows.append(["rival: weeks with and without by turns, effect -1", _share(weeks[0]), "", "", "28"])
    rows.append(["rival: the same without any effect, called a help", "", _share(weeks[1]), "", "28"])
    return _table(
        "Power, with a look every day",
        f"Autocorrelation 0.5 at one day, recovery half-life 10 days, wandering 1.2 points, 3 scheduled ratings a day; {n} "
        "people a line. The last column is the median day of the first verdict of any kind. Rival: the effect is there all day in weeks with it; daily "
        "means read once after 28 days, with a straight trend and likeness of neighbours, at 5 % on both sides.",
        ["people", "found within 28 days", "wrong way", "ever 'does not help'", "median day"],
        rows,
    )


def population(world: World, n: int, times: int, run: Run) -> list[Told]:
    """Populations of n people fitted, and every one of their effects told with the prior of their own population."""
    out: list[Told] = []
    for number in range(times):
        people = people_of(world, n, SEED + 200 + number)
        prior = population_prior(people)
        for told in run(partial(told_of, prior=prior, world=world), people):
            out += told.values()
    return out


def coverage(size: dict[str, int], big: list[Told], small: list[Told], run: Run, figures: dict[str, str]) -> str:
    """How often intervals hold the truth."""
    rows = [
        _cover(f"own choice at peaks, population of {size['big']} fitted", big),
        _cover(f"own choice at peaks, {size['small']} populations of 50 fitted", small),
    ]
    marks = [_share_mark(row[0], [t.inside[1] for t in told]) for row, told in zip(rows, (big, small), strict=True)]
    newcomers = World(effects=((PRIOR.unknown.mean, 1.08),) * 3, design="mixed")
    for name, breaking in BROKEN.items():
        world = replace(newcomers, **breaking)
        people = run(partial(_told, world, SEED + 300, PRIOR), range(size["broken"]))
        told = [one for person in people for one in person]
        rows.append(_cover(f"newcomer, {name}", told))
        marks.append(_share_mark(f"newcomer, {name}", [one.inside[1] for one in told]))
    figures["learning-intervals.svg"] = drawn(
        "80 % intervals that hold the truth", "of 100 effects", marks, (60, 100), 80
    )
    return _table(
        "Intervals",
        "How often the interval holds the true effect. Newcomers: the prior of the knowledge base, one window a day, one of "
        f"three things or none by chance, {size['broken']} people a line; each line breaks the model in one way. Own choice: "
        "a use when a score is half a spread above the last three days (4 in 5 such times), never an untreated window; effects over people -0.9 (0.5), -0.3 (0.5), 0 (0.3).",
        ["people", "50 %", "80 %", "95 %", "mean error", "RMSE"],
        rows,
    )


def claimed(told: Sequence[Told], figures: dict[str, str]) -> str:
    """Claimed and right, by bands of the chance that was told."""
    chance = np.array([max(t.below_zero, 1 - t.below_zero) for t in told])
    right = np.array([(t.truth < 0) == (t.below_zero > 0.5) for t in told])
    rows, marks = [], []
    edges = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0001]
    for low, high in [*pairwise(edges), (0.5, 1.0001)]:
        inside = (chance >= low) & (chance < high)
        if inside.any():
            name = "all" if (low, high) == (0.5, 1.0001) else f"{100 * low:.0f} to {min(100 * high, 100):.0f} %"
            rows.append([name, str(inside.sum()), f"{100 * chance[inside].mean():.1f} %", _share(right[inside])])
            marks.append(replace(_share_mark(f"told {name}", right[inside]), beside=100 * float(chance[inside].mean())))
    figures["learning-claimed.svg"] = drawn("Dots: right. Upright lines: claimed", "of 100 effects", marks, (40, 100))
    return _table(
        "Claimed and right",
        "The chance that was told for the likelier side (eases, or not), and how often that side was true. Own choice at "
        "peaks, the large fitted population.",
        ["told", "effects", "claimed", "right"],
        rows,
    )


def accuracy(told: Sequence[Told], design: str) -> str:
    """Errors of three readers of the same diaries."""
    truth = np.array([t.truth for t in told])
    kept = np.array([np.isfinite(t.before_after) for t in told])
    rows = []
    ours = np.array([t.mean for t in told])
    for name, said in (
        ("this model, population fitted from the same people", ours),
        ("the exact model, with the true population", np.array([t.exact for t in told])),
        ("a seer who also knows each person's own shapes", np.array([t.seer for t in told])),
        ("plain before-after averages", np.array([t.before_after for t in told])),
    ):
        error = (said - truth)[kept]
        rows.append(
            [
                name,
                _rmse(error),
                _mean(error),
                f"{np.sqrt((((ours - truth)[kept]) ** 2).mean()) / np.sqrt((error**2).mean()):.3f}",
            ]
        )
    return _table(
        f"Accuracy: {design}",
        f"Recovering people, population of their own fitted, {len(told)} effects of -0.9 (0.5), -0.3 (0.5), 0 (0.3). The last column is our error over theirs.",
        ["reader", "RMSE (points)", "mean error", "ours / theirs"],
        rows,
    )


def outside(n: int, run: Run) -> str:
    """People of the second maker: errors beside those of somebody who knows everything but this person."""
    rows = []
    for number, (name, habits) in enumerate(OUTSIDE.items()):
        seed = SEED + 600 + number
        whole = list(run(partial(somebody_of, habits, seed), range(n)))
        people = [as_person(who) for who in whole]
        prior = population_prior(people, 64)
        best = run(partial(best_possible, habits=habits), whole)
        told = run(partial(told_of, prior=prior), people)
        found = [
            replace(one, exact=known[item])
            for each, known in zip(told, best, strict=True)
            for item, one in each.items()
            if np.isfinite(one.before_after)
        ]
        error, rival, plain = (
            np.array([getattr(t, part) - t.truth for t in found]) for part in ("mean", "exact", "before_after")
        )
        ratios = [f"{np.sqrt((error**2).mean() / (other**2).mean()):.3f}" for other in (rival, plain)]
        rows.append(
            [
                name,
                _rmse(error),
                _mean(error),
                _mean(rival),
                _mean(plain),
                *ratios,
                _share([t.inside[1] for t in found]),
            ]
        )
    return _table(
        "Accuracy: people of the second maker",
        f"{n} people a line, population of their own fitted; effects -0.9 (0.5), -0.3 (0.5), 0 (0.5); about one use a day. The dense solve "
        "knows the population and all shapes, but takes moments as given, as we do; in bouts its wandering is wrong.",
        [
            "people",
            "RMSE (points)",
            "mean error",
            "mean error, dense",
            "mean error, before-after",
            "ours / dense",
            "ours / before-after",
            "80 % holds",
        ],
        rows,
    )


def days_to_know(n: int, n_plans: int, run: Run, figures: dict[str, str]) -> str:
    """Tries until something is known, by policy and by what is compared."""
    rows, marks = [], []
    for name, policy, found in by_policy(n, run):
        rows.append([f"six things, {name}", policy.replace("_", " "), *_ends(found)])
        marks.append(_tries_mark(f"{policy.replace('_', ' ')}, {name}", found))
    for things, options, found in by_plan(n_plans, run):
        what = f"{things} things{', one of them nothing' if '' in options else ''}, rules of the pages"
        rows.append([what, RULES.policy(things).replace("_", " "), *_ends(found)])
    figures["learning-days.svg"] = drawn(
        "Tries until something is known (dot: half of people; line: the middle 6 in 10)",
        "tries, two a day",
        marks,
        (0, 50),
        21,
    )
    return _table(
        "Tries until something is known",
        f"Until something is, with a probability of 90 %, within 0.3 points of the best; the prior of a population of {min(POPULATION, 5 * n)} that was "
        f"fitted, {n} people a line, two tries a day, 3 scheduled ratings, at most {MOST} tries. Effects over people: -0.8 to 0 "
        f"(0.6), or all -0.4 (0.6). Rules of the pages ({n_plans} people a line): the prior of the knowledge base, and under doubt as "
        "well; one thing beside nothing: until there is a verdict. Right: what was said was so.",
        ["what", "policy", "half done by", "8 in 10 done by", "not clear in time", "right"],
        rows,
    )


def _ends(found: Sequence[Known]) -> list[str]:
    clear = [one for one in found if one.tries is not None]
    halves = (quantile(found, share) for share in (0.5, 0.8))
    return [
        *("never" if np.isinf(half) else f"{half:.0f}" for half in halves),
        _share([one.tries is None for one in found]),
        _share([one.right for one in clear]) if clear else "",
    ]


def _tries_mark(name: str, found: Sequence[Known]) -> Mark:
    low, half, high = (min(quantile(found, share), MOST) for share in (0.2, 0.5, 0.8))
    return Mark(name, half, low, high)


def nothing(n: int, run: Run) -> str:
    """Every true effect is zero; people act at peaks while they recover."""
    world = replace(OWN, effects=((0.0, 0.0),) * 3)
    people = people_of(world, n, SEED + 400)
    rows = []
    for name, prior in (("population fitted", population_prior(people)), ("prior of the knowledge base", PRIOR)):
        told = [t for person in run(partial(told_of, prior=prior), people) for t in person.values()]
        rows.append([name, _mean(np.array([t.mean for t in told]))])
    drops = np.array([t.before_after for t in told])
    harsh = run(partial(_told, replace(world, at_peaks=2.0), SEED + 500, PRIOR), range(n))
    rows.append(["plain before-after averages", _mean(drops[np.isfinite(drops)])])
    peaks = [t for person in harsh for t in person]
    rows.append(
        ["knowledge base, uses moved to the worst of the two hours to come", _mean(np.array([t.mean for t in peaks]))]
    )
    return _table(
        "When nothing works",
        f"Every true effect is zero; own choice at peaks, {n} recovering people. Shown is the mean effect told; minus is relief "
        "that is not there.",
        ["reader", "mean effect told (points)"],
        rows,
    )


def _shown(world: World, seed: int, number: int) -> tuple[float, set[str], int]:
    return shown(make_person(world, np.random.default_rng([seed, number])), world.days)


def _outside_shown(habits: Habits, seed: int, number: int) -> tuple[float, set[str], int]:
    return shown(as_person(somebody_of(habits, seed, number)), habits.days)


def _unclear_shown(when: tuple[str, str], seed: int, number: int) -> tuple[float, set[str], int]:
    return shown(confounded(when, [seed, number]), DAYS)


def _told(world: World, seed: int, prior: Prior, number: int) -> list[Told]:
    return list(told_of(make_person(world, np.random.default_rng([seed, number])), prior).values())


def somebody_of(habits: Habits, seed: int, number: int) -> Somebody:
    """Person `number` of the second maker."""
    return somebody(habits, np.random.default_rng([seed, number]))


def in_weeks_of(effect: float, seed: int, number: int) -> bool:
    """Whether the rival finds it in person `number`."""
    return in_weeks(effect, [seed, number])


def _cover(name: str, told: Sequence[Told]) -> list[str]:
    error = np.array([t.mean - t.truth for t in told])
    return [name, *(_share([t.inside[k] for t in told]) for k in range(3)), _mean(error), _rmse(error)]


def _share(claims: Sequence[bool] | np.ndarray) -> str:
    share, n = float(np.mean(claims)), len(claims)
    if share in (0.0, 1.0):  # nobody, or everybody: the 95 % bound that this leaves
        return f"{100 * share:.0f} % ({'under' if share == 0 else 'over'} {100 * abs(share - 3 / n):.1f})"
    return f"{100 * share:.1f} % +- {100 * (share * (1 - share) / n) ** 0.5:.1f}"


def _share_mark(name: str, claims: Sequence[bool] | np.ndarray) -> Mark:
    share, n = float(np.mean(claims)), len(claims)
    error = (max(share * (1 - share), 1 / n / 4) / n) ** 0.5
    return Mark(name, 100 * share, 100 * max(share - error, 0), 100 * min(share + error, 1))


def _mean(values: np.ndarray) -> str:
    return f"{values.mean():+.3f} +- {values.std() / len(values) ** 0.5:.3f}"


def _rmse(error: np.ndarray) -> str:
    squared = error**2
    rmse = squared.mean() ** 0.5
    return f"{rmse:.3f} +- {squared.std() / len(error) ** 0.5 / (2 * rmse):.3f}"


def _table(title: str, settings: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"## {title}", "", settings, "", f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    print(lines[0], flush=True)
    return "\n".join([*lines, ""])
