"""A second, slow and obvious reading of the medicine ledger, to agree with.

Nothing here is shared with `unspasm`: the TOML is read anew, conditions are the trees of `tests.oracle.naive`,
times are plain instants, and every rule is a loop over all doses up to now. It answers for each dose:
verdict, earliest next dose, and what is left of the 24 hours.

The rules, in the words of the design and the fact pack as corrected:

* every listed dose counts as taken; all windows are (t - length, t]; no tolerance;
* a pack that is not named, or two packs of one drug in a day: the strictest ceiling of the drug in that market;
* the wait of the dose before holds for the next dose of the same drug, and of the same family of pills;
* pairs hold in both orders; facts of the person hold at every log; an open fact gives caution;
* see someone: the day after the last allowed day in a row, 10 of the last 14 with a gap, 15 of the last 30.
"""

import tomllib
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from tests.oracle import naive

ORDER = [
    "emergency",
    "not_for_you",
    "too_much_at_once",
    "daily_maximum",
    "duplicate",
    "too_soon",
    "see_someone",
    "caution",
    "ok",
]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LABEL_WORDS = {"too_much_at_once", "daily_maximum", "too_soon", "see_someone"}


def read_book(folder):
    """Rules, packs and brands as plain dictionaries; every condition as a tree."""
    folder = Path(folder)
    book = naive.read_book(folder)
    definitions = {name: entry["when"] for name, entry in _toml(folder / "definitions.toml").items()}
    rules, brands = _toml(folder / "dose_rules.toml"), _toml(folder / "brands.toml")
    family = {row["id"]: row["family"] for row in brands["ingredient"]}
    columns = {row["id"]: row["columns"] for row in rules["family"]}
    packs, modifiers, overdoses = [], [], []
    for file in sorted((folder / "medicines").glob("*.toml")):
        medicine = _toml(file)
        for row in medicine.get("label", []):
            packs.append({"drugs": row.get("ingredients", [row["ingredient"]]), **row})
        drugs = medicine.get("ingredients") or [medicine.get("ingredient")]
        for kind, into in (("modifier", modifiers), ("overdose", overdoses)):
            for row in medicine.get(kind, []):
                tree = naive._tree(row["when"], definitions) if "when" in row else None
                into.append({**row, "drugs": row.get("ingredients", drugs), "tree": tree})
    for kind in ("interaction", "alarm"):
        for row in rules[kind]:
            row["tree"] = naive._tree(row["when"], definitions)
            row["drugs"] = [d for d, f in family.items() if f and f in row.get("families", [])]
            row["drugs"] += row.get("ingredients", [])
    return {
        "facts": book["facts"],
        "exclusions": book["exclusions"],
        "contradictions": book["contradictions"],
        "rules": rules,
        "family": family,
        "decongestants": [row["id"] for row in brands["ingredient"] if row.get("decongestant")],
        "columns": columns,
        "packs": packs,
        "modifiers": modifiers,
        "overdoses": overdoses,
        "timing": naive._tree(rules["timing_ibuprofen_aspirin"]["when"], definitions),
        "brands": {row["name"]: row for row in brands["brand"]},
    }


def judge(answers, lines, market, book, memory=None):
    """One dictionary a line: verdict, earliest (an instant or None), left (milligrams or None).

    memory: a dictionary to keep what was found out about this person; hand in a new one for a new person.
    """
    memory = {} if memory is None else memory
    log, results = [], []
    one_drug = len({line["ingredient"] for line in lines}) == 1
    set_by_clinician = one_drug and answers.get("clinician_set_dose") == "yes"
    for line in lines:
        dose = _dose(line, market, book)
        log.append(dose)
        results.append(_judge_last(answers, log, market, book, set_by_clinician, memory))
    return results


def _dose(line, market, book):
    at = datetime.fromisoformat(line["at"])
    drug = line["ingredient"]
    known = [pack for pack in book["packs"] if drug in pack["drugs"] and _sold_in(pack, market)]
    named = [pack for pack in known if line.get("product") in (pack["code"], pack["product"]) and line.get("product")]
    if named:
        pack, product = named[0], named[0]["code"]
    else:
        unnamed = [pack for pack in known if pack.get("unnamed")] or known
        pack, product = (dict(unnamed[0]) if unnamed else None), line.get("product", "")
        if pack and "unnamed_single_max_mg" in pack:
            pack["single_max_mg"] = pack["unnamed_single_max_mg"]
    unit = pack.get("unit", "mg") if pack else "mg"
    field = {"mg": "mg", "g": "g", "use": "uses", "patch": "patches"}[unit]
    if field in line:
        amount = line[field] if isinstance(line[field], int) else Fraction(str(line[field]))
    else:
        amount = None if unit == "g" else 1
    return {
        "t": at.astimezone(UTC), "day": at.date(), "drug": drug, "amount": amount, "pack": pack, "product": product,
        "unit": unit,
    }  # fmt: skip


def _sold_in(pack, market):
    return market in pack.get("markets", [pack["market"]])


# --- what the person's answers say --------------------------------------------------------------


def _about(answers, drug, market, book, congested, memory):
    """(verdicts at every log, one if over the label, [(days, verdict)], caps) for this person and drug."""
    key = (drug, market, congested)
    if key not in memory:
        memory[key] = _find_out(_told(answers, congested), drug, market, book)
    return memory[key]


def _told(answers, congested):
    told = {**answers, "takes_decongestant": "yes"} if congested else dict(answers)
    for fact, gate in (("overdose_on_purpose", "overdose"), ("takes_steroid_tablets", "steroids")):
        if told.get(gate) == "no" and fact not in told:  # only asked behind its gate
            told[fact] = "no"
    light, weight = told.get("weight_under_50kg"), told.get("weight_kg")
    if light not in ("yes", "no") and isinstance(weight, int):
        told["weight_under_50kg"] = "yes" if weight < 50 else "no"
    if not isinstance(weight, int) and light in ("yes", "no"):
        told["weight_kg"] = 49 if light == "yes" else 50
    return told


def _find_out(told, drug, market, book):
    facts, family = book["facts"], book["family"][drug]
    always, over, after_days, caps, cautions = [], [], [], [], 0

    def ask(tree, verdict, into):
        found = naive.certainly(tree, told, facts)
        if found is None:
            always.append("caution")
        if found:
            into.append(verdict)
        return found

    columns = book["columns"].get(family, [])
    for row in book["exclusions"]:
        for column in columns:
            if column in row["x"]:
                ask(row["when"], "not_for_you", always)
            if column in row["c"] and ask(row["when"], "caution", always) and column == "NSA":
                cautions += 1
    if cautions >= 3:
        always.append("not_for_you")
    for row in book["rules"]["interaction"]:
        if drug in row["drugs"] and market in row["markets"]:
            if "after_days_in_row" in row:
                found = []
                ask(row["tree"], row["verdict"], found)
                after_days += [(row["after_days_in_row"], verdict) for verdict in found]
            else:
                ask(row["tree"], row["verdict"], always)
    for row in book["rules"]["alarm"]:
        if drug in row["drugs"] and naive.certainly(row["tree"], told, facts) is None:
            always.append("caution")
    if drug == book["rules"]["timing_ibuprofen_aspirin"]["ingredient"]:
        ask(book["timing"], "caution", always)
    for row in book["modifiers"]:
        if drug in row["drugs"] and market in row["markets"] and ask(row["tree"], row.get("verdict", "ok"), always):
            caps.append(row)
    for row in book["overdoses"]:
        if drug in row["drugs"] and market in row.get("markets", [market]) and row["tree"] is not None:
            found = naive.certainly(row["tree"], told, facts)
            if row.get("over_label"):
                over += ["emergency"] if found else []
            elif found is None:
                always.append("caution")
    if not isinstance(told.get("age"), int):
        always.append("caution")
    elif told["age"] < 18:
        always.append("not_for_you")
    return always, over, after_days, caps


def _alarmed(answers, log, market, book, memory, congested):
    """Whether a sign of danger goes with any dose of the last hours."""
    key = ("alarms", congested)
    if key not in memory:
        told = _told(answers, congested)
        memory[key] = [
            (row["drugs"], row["within_h"] * HOUR)
            for row in book["rules"]["alarm"]
            if naive.certainly(row["tree"], told, book["facts"])
        ] + [
            (row["drugs"], 24 * HOUR)
            for row in book["overdoses"]
            if row["tree"] is not None
            and not row.get("over_label")
            and naive.certainly(row["tree"], told, book["facts"])
        ]
    now = log[-1]["t"]
    return any(dose["drug"] in drugs and now - dose["t"] < span for drugs, span in memory[key] for dose in log)


def _overdose_line(row, answers):
    if "per_kg_mg" not in row:
        return row["over_24h_mg"]
    if isinstance(answers.get("weight_kg"), int):
        return min(row["over_24h_mg"], row["per_kg_mg"] * answers["weight_kg"])
    if answers.get("weight_under_50kg") == "yes":
        return row["under_50_kg_without_weight_mg"]
    return row["over_24h_mg"]


# --- one dose ------------------------------------------------------------------------------------


def _judge_last(answers, log, market, book, set_by_clinician, memory):
    dose, rules = log[-1], book["rules"]
    day_log = [d for d in log if dose["t"] - d["t"] < 24 * HOUR]
    congested = any(d["drug"] in book["decongestants"] for d in day_log)
    always, over, after_days, caps = _about(answers, dose["drug"], market, book, congested, memory)
    found = list(always)
    if _alarmed(answers, log, market, book, memory, congested):
        found.append("emergency")
    for row in book["overdoses"]:
        if "over_24h_mg" in row and market in row.get("markets", [market]):
            for drug in row["drugs"]:
                if sum(d["amount"] or 0 for d in day_log if d["drug"] == drug) > _overdose_line(row, answers):
                    found.append("emergency")
    child = isinstance(answers.get("age"), int) and answers["age"] < 18
    pack, family = dose["pack"], book["family"][dose["drug"]]
    shows_numbers = pack is not None and pack["sold_for_back"]
    if family == "":
        found.append("caution")
    elif not shows_numbers:
        found.append("caution" if set_by_clinician else "not_for_you")
    elif "numbers_from_pack" in pack or dose["amount"] is None:
        found.append("caution")
    broken = []
    if shows_numbers:
        broken = _limits(answers, log[:-1], dose, market, book, caps, allow_first=True)
        if over:
            own_today = [d for d in day_log if d["drug"] == dose["drug"]]
            too_large = [d for d in own_today if (d["amount"] or 0) > _single(d, caps)]
            if too_large or "too_much_at_once" in broken or "daily_maximum" in broken:
                found += over
    days = {d["day"] for d in log if book["family"][d["drug"]] == family}
    run = _run(days, dose["day"])
    if family and pack:
        last_day = pack.get("see_someone_day") or pack.get("max_days_in_row")
        of_14 = [day for day in days if day > dose["day"] - 14 * DAY]
        of_30 = [day for day in days if day > dose["day"] - 30 * DAY]
        if last_day and run > last_day:
            broken.append("see_someone")
        if len(of_14) >= rules["days"]["of_last_14"] and len(of_14) > run:
            broken.append("see_someone")
        if len(of_30) >= rules["days"]["of_last_30"]:
            broken.append("see_someone")
        if not child:
            found += [verdict for limit, verdict in after_days if run > limit]
    if set_by_clinician:
        broken = ["caution" if verdict in LABEL_WORDS else verdict for verdict in broken]
    if not child:
        found += broken
    found += _pairs(log[:-1], dose, book)
    verdict = min(found, key=ORDER.index, default="ok")
    if verdict in ("emergency", "not_for_you"):
        return {"verdict": verdict, "earliest": None, "left": 0 if dose["unit"] == "mg" else None}
    if not shows_numbers or set_by_clinician:
        return {"verdict": verdict, "earliest": None, "left": None}
    _, ceiling = _bounds(answers, dose, day_log, market, book, caps)
    taken = sum(d["amount"] or 0 for d in day_log if d["drug"] == dose["drug"])
    left = max(0, ceiling - taken) if dose["unit"] == "mg" else None
    return {"verdict": verdict, "earliest": _earliest(answers, log, market, book, caps), "left": left}


def _run(days, today):
    run, day = 1, today - DAY
    while day in days:
        run, day = run + 1, day - DAY
    day = today + DAY
    while day in days:
        run, day = run + 1, day + DAY
    return run


def _single(dose, caps):
    pack = dose["pack"]
    unit = dose["unit"]
    single = pack.get(f"single_max_{unit}", pack.get("max_at_once", 1 if unit in ("use", "patch") else 0))
    return min([single, *(cap["single_max_mg"] for cap in caps if "single_max_mg" in cap)])


def _day_limit(pack):
    if pack.get("unit", "mg") in ("use", "patch"):
        return pack.get("max_uses_24h")
    return pack.get(f"max_24h_{pack.get('unit', 'mg')}")


def _bounds(answers, dose, day_log, market, book, caps):
    """(single dose, 24 hours) in force for this dose."""
    of_drug = [pack for pack in book["packs"] if dose["drug"] in pack["drugs"] and _sold_in(pack, market)]
    packs_today = {d["pack"]["code"] for d in [*day_log, dose] if d["drug"] == dose["drug"]}
    limit = _day_limit(dose["pack"])
    if len(packs_today) > 1 or limit is None:
        limit = min(_day_limit(pack) for pack in of_drug if _day_limit(pack))
    limits = [limit] + [cap["max_24h_mg"] for cap in caps if "max_24h_mg" in cap]
    for row in book["overdoses"]:
        if "over_24h_mg" in row and dose["drug"] in row["drugs"] and market in row.get("markets", [market]):
            limits.append(_overdose_line(row, answers))
    return _single(dose, caps), min(limits)


def _limits(answers, before, dose, market, book, caps, *, allow_first):
    """Every verdict that the limits of the pack give this dose."""
    found, pack = [], dose["pack"]
    day_log = [d for d in before if dose["t"] - d["t"] < 24 * HOUR]
    own_day = [d for d in day_log if d["drug"] == dose["drug"]]
    single, ceiling = _bounds(answers, dose, day_log, market, book, caps)
    amount = dose["amount"] or 0
    opening = allow_first and _opens(before, dose)
    if amount > single and not opening:
        found.append("too_much_at_once")
    if sum(d["amount"] or 0 for d in own_day) + amount > ceiling:
        found.append("daily_maximum")
    if pack.get("unit") == "g" and len(own_day) + 1 > pack["max_uses_24h"]:
        found.append("daily_maximum")
    if len(own_day) + 1 > pack.get("max_doses_24h", 10**9):
        found.append("caution")
    for other in before:
        same_drug = other["drug"] == dose["drug"]
        family = book["family"][dose["drug"]]
        kin = family in book["rules"]["spacing_by_family"]["families"] and book["family"][other["drug"]] == family
        if same_drug and opening:
            continue
        if (same_drug or kin) and dose["t"] < other["t"] + _wait(other, market, book):
            found.append("too_soon")
    for row in pack.get("max_in_window", []):
        near = [d for d in own_day if dose["t"] - d["t"] < row["window_h"] * HOUR]
        if sum(d["amount"] for d in near) + amount > row["max_mg"]:
            found.append("too_soon")
    return found


def _opens(before, dose):
    first = dose["pack"].get("first_dose")
    if not first:
        return False
    own = [d for d in before if d["drug"] == dose["drug"]] + [dose]
    together = [d for d in own if dose["t"] - d["t"] <= first["within_h"] * HOUR]
    began = min(d["t"] for d in together)
    earlier = [d for d in own if d["t"] < dose["t"] - first["within_h"] * HOUR]
    free = all(began - d["t"] >= first["after_free_h"] * HOUR for d in earlier)
    return free and sum(d["amount"] for d in together) <= first["max_mg"]


def _wait(dose, market, book):
    rows = dose["pack"].get("min_interval_h", []) if dose["pack"] else []
    if not rows or dose["amount"] is None:
        of_drug = [pack for pack in book["packs"] if dose["drug"] in pack["drugs"] and _sold_in(pack, market)]
        return max((row["wait_h"] for pack in of_drug for row in pack.get("min_interval_h", [])), default=0) * HOUR
    for row in rows:
        if dose["amount"] <= row.get("up_to_mg", row.get("up_to_g", 10**9)):
            return row["wait_h"] * HOUR
    return rows[-1]["wait_h"] * HOUR


def _pairs(before, dose, book):
    found, mine = [], book["family"][dose["drug"]]
    for row in book["rules"]["pair"]:
        one, two = _listed(row["a"]), _listed(row.get("b", []))
        if "item" in row or mine not in [*one, *two]:
            continue
        near = [d for d in before if dose["t"] - d["t"] < row["window_h"] * HOUR]
        partners = []
        for other in near:
            theirs = book["family"][other["drug"]]
            if not (mine in one and theirs in two) and not (mine in two and theirs in one):
                continue
            if row.get("same_ingredient") is False and other["drug"] == dose["drug"]:
                continue
            if row.get("different_products") and other["product"] == dose["product"]:
                continue
            partners.append(other)
        if not partners:
            continue
        verdict = row["verdict"]
        if row.get("different_products") and not any(dose["product"] and d["product"] for d in partners):
            verdict = "caution"
        if "low_dose_aspirin_up_to_mg_24h" in row:
            aspirin = sum(d["amount"] for d in [*near, dose] if book["family"][d["drug"]] in two)
            if aspirin <= row["low_dose_aspirin_up_to_mg_24h"]:
                verdict = row["low_dose_verdict"]
        found.append(verdict)
    return found


def _listed(value):
    return [value] if isinstance(value, str) else value


def _earliest(answers, log, market, book, caps):
    """The first instant at which the smallest dose of the pack would break nothing: try every candidate in turn."""
    last = log[-1]
    pack, unit = last["pack"], last["unit"]
    size = min(pack.get(f"single_dose_{unit}", [1]))
    trial = {**last, "amount": min(size, _single(last, caps))}
    tries = {last["t"]} | {d["t"] + hours * HOUR for d in log for hours in (4, 6, 8, 12, 24)}
    for at in sorted(tries):
        if at < last["t"]:
            continue
        trial["t"] = at
        broken = _limits(answers, log, trial, market, book, caps, allow_first=False) + _pairs(log, trial, book)
        if not any(verdict in ORDER[: ORDER.index("see_someone")] for verdict in broken):
            return at
    return None


def _toml(file):
    return tomllib.loads(file.read_text(encoding="utf-8"))
