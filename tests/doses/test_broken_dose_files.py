"""A broken rule, pack or brand is refused at load, in one sentence that names file, field and cure."""

import shutil

import pytest

from unspasm.knowledge import KnowledgeError, read_knowledge
from unspasm.knowledge.loader import HERE

RULES, BRANDS, IBUPROFEN = "dose_rules.toml", "brands.toml", "medicines/ibuprofen.toml"

BROKEN = {
    "unknown fact in an interaction": (RULES, 'when = "takes_ssri_snri"', 'when = "takes_sri"', "takes_sri"),
    "unknown family": (RULES, 'a = "SALICYLATE"', 'a = "SALICYLAT"', "SALICYLAT"),
    "unknown verdict": (RULES, 'verdict = "duplicate"', 'verdict = "double"', "use one of"),
    "unknown market": (RULES, 'markets = ["uk", "other"]', 'markets = ["gb"]', "'gb'"),
    "unknown action": (RULES, 'action = "a3o"', 'action = "a99"', "a99"),
    "unknown source": (RULES, 'sources = ["villa_zapata_2020"', 'sources = ["nobody_1900"', "nobody_1900"),
    "no words": (RULES, "[words]", "[speech]", "[words] is missing"),
    "a word is missing": (RULES, "\ntoo_soon = ", "\nlater = ", "too_soon is missing"),
    "no days": (RULES, "[days]", "[dates]", "[days] is missing"),
    "same as no comparison": (RULES, 'when = "weight_kg < 50"', 'when = "fever or fit"', "single comparison"),
    "same as no fact": (RULES, 'fact = "weight_under_50kg"', 'fact = "light"', "yes_no fact"),
    "behind no gate": (RULES, 'gate = "overdose"', 'gate = "overdosed"', "overdosed"),
    "family of others": (RULES, 'ingredients = ["paracetamol"]', 'ingredients = ["panadol"]', "differ"),
    "scope of nothing": (RULES, 'families = ["PARA"]', "families = []", "name one"),
    "unknown ingredient": (BRANDS, 'ingredients = ["paracetamol"]', 'ingredients = ["panadol"]', "panadol"),
    "brand of nothing": (BRANDS, 'ingredients = ["paracetamol"]', "ingredients = []", "what it holds"),
    "family nobody knows": (BRANDS, 'family = "LIDO"', 'family = "LID"', "differ"),
    "new family": (BRANDS, 'id = "codeine"\nfamily = ""', 'id = "codeine"\nfamily = "OPI"', "OPI"),
    "one name for two": (BRANDS, '"APAP"', '"ibuprofen"', "two ingredients"),
    "pack without a ceiling": (IBUPROFEN, "max_24h_mg = 1200\n", "", "24-hour limit"),
    "pack without days": (IBUPROFEN, "max_days_in_row = 10\n", "", "max_days_in_row"),
    "single dose as text": (IBUPROFEN, "single_dose_mg = [200, 400]", 'single_dose_mg = "200"', "whole numbers"),
    "overdose of nothing": (IBUPROFEN, "over_24h_mg = 2400\n", "", "add one"),
    "pack of nobody": ("medicines/aspirin.toml", 'ingredient = "aspirin"', 'ingredient = "asprin"', "asprin"),
    "medicine of nothing": ("medicines/naproxen.toml", 'ingredient = "naproxen"\nfamily', "family", "ingredient is missing"),
    "two unnamed packs": ("medicines/aspirin.toml", "max_24h_mg = 3900", "unnamed = true\nmax_24h_mg = 3900", "exactly one"),
    "unnamed pack is not the strictest": ("medicines/paracetamol.toml", "max_24h_mg = 3250", "max_24h_mg = 2900", "2900"),
    "modifier of no fact": ("medicines/naproxen.toml", 'when = "age >= 65"', 'when = "aged >= 65"', "aged"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_of_the_ledger_is_refused_by_name(name, tmp_path):
    file, old, new, says = BROKEN[name]
    folder = tmp_path / "knowledge"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    with pytest.raises(KnowledgeError) as refused:
        read_knowledge(folder)
    message = str(refused.value)
    assert says in message
    assert file.split("/")[-1] in message or "medicines" in message or "dose_rules.toml" in message
    assert "\n" not in message


def test_the_conditions_of_the_ledger_stay_out_of_what_was_proved():
    knowledge = read_knowledge()
    assert knowledge.ledger.program is not knowledge.program
