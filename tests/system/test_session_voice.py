"""A guided session speaks with the clips that were recorded, and what a step is about is heard to its end."""

import json

import pytest

from scripts.voice import FOLDER
from tests.system.test_sessions import begin, cleared  # noqa: F401  a fixture
from unspasm.knowledge.speaking import clip_name, sentences

PLAYED = """
  window.played = [];
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (...given) {
    if (this.buffer?.length > 1) played.push({at: performance.now() / 1000, lasts: this.buffer.duration});
    return start.apply(this, given);
  };
"""
FROM_THE_STEP = """([lasts, count]) => {
  window.first = played.findIndex(row => Math.abs(row.lasts - lasts) < 0.1);
  return first >= 0 && played.length > first + count;
}"""


@pytest.fixture
def seconds():
    """How long each clip lasts."""
    if not (FOLDER / "index.json").exists():
        pytest.skip("no voice was recorded here: python -m scripts.voice")
    return json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))["seconds"]


def test_a_step_is_said_by_its_clips_and_a_cue_never_cuts_it_short(page, home, cleared, seconds):  # noqa: F811
    page.add_init_script(PLAYED)
    begin(page, home, "cat_cow")
    page.get_by_role("button", name="Start, with voice").click()
    while not page.locator("[data-part]:visible [data-at='0']").count():
        page.locator("[data-next]").click()
    said = page.locator("[data-part]:visible .say").inner_text()
    lengths = [seconds[clip_name(piece)] for piece in sentences(said)]
    page.wait_for_function(FROM_THE_STEP, arg=[lengths[0], len(lengths)], timeout=30000)
    heard = page.evaluate("played.slice(first)")
    assert [row["lasts"] for row in heard[: len(lengths)]] == pytest.approx(lengths, abs=0.25)
    assert heard[len(lengths)]["at"] - heard[0]["at"] >= sum(lengths) - 0.3
