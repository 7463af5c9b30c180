"""What another system tells anew of things that are here, in sentences. The earlier versions stay in the record."""

from __future__ import annotations

from collections.abc import Iterator

from unspasm.record.rows import Addition, EventRow

SAID = {"value": "value", "status": "status", "since": "since", "until": "until", "code": "code"}
"""Field of an entry -> how a sentence calls it."""
NO_LONGER = "{words}: that system no longer says so. It would be taken out of your diary; you can put it back."
OLDER = "{n} of the things in it are told anew, but from before what is here. They stay as they are here."
KEPT_OUT = "{n} of the things in it you had taken back here. They stay out."


def changes(addition: Addition) -> list[str]:
    """One sentence for each thing that would get a newer version."""
    return [_sentence(before, after) for before, after in addition.newer]


def passed_over(addition: Addition) -> list[str]:
    """What was told anew and changes nothing here."""
    told = ((OLDER, addition.older), (KEPT_OUT, addition.kept_out))
    return [sentence.format(n=n) for sentence, n in told if n]


def _sentence(before: EventRow, after: EventRow) -> str:
    words = before.data["words"]
    if after.withdrawn:
        return NO_LONGER.format(words=words)
    return f"{words}: {'; '.join(_parts(before, after))}."


def _parts(before: EventRow, after: EventRow) -> Iterator[str]:
    if before.data["words"] != after.data["words"]:
        yield f"now called {after.data['words']}"
    for name, called in SAID.items():
        was, now = before.data.get(name, ""), after.data.get(name, "")
        if was != now:
            yield (
                f"{called} {now} (was {was})" if was and now else f"{called} {now}" if now else f"no {called} any more"
            )
    if before.data.get("system") != after.data.get("system") and before.data.get("code") == after.data.get("code"):
        yield "its code is of another list"
