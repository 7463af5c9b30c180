"""A population's prior as a file: versioned, with where it came from; and back again. Nothing in it is about one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from unspasm.learn.population import Beliefs, as_prior
from unspasm.learn.prior import SHAPES, LogNormal, Prior

FORMAT, VERSION = "unspasm-prior", 1
FEWEST = 20
"""A population of fewer people is no population, and its figures could be somebody's. Items that fewer used are left out."""


class PriorFileError(ValueError):
    """A prior file that cannot be used; the message says why."""


def to_file(beliefs: Beliefs, items: Sequence[str], prior: Prior, provenance: Mapping[str, Any]) -> dict[str, Any]:
    """The prior file as plain data. Points of 0 to 10 for one use against none, hours where named."""
    names = ["level", *(f"recovery_{half:g}_days" for half in prior.recovery_half_life_days), "window", "sleep"]
    names += [f"item:{item}" for item in items]
    return {
        "format": FORMAT,
        "version": VERSION,
        "provenance": dict(provenance),
        "shapes": {
            name: {"median": getattr(prior, name).median, "log_sd": getattr(prior, name).log_sd} for name in SHAPES
        },
        "beliefs": {
            name: {field.name: round(float(getattr(beliefs, field.name)[k]), 6) for field in fields(Beliefs)}
            for k, name in enumerate(names)
            if not name.startswith("item:") or beliefs.n[k] >= FEWEST
        },
    }


def from_file(data: Any, prior: Prior) -> Prior:
    """The prior of a person of this population. prior: what is believed of all that the file does not name."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise PriorFileError("it is not a file of priors as `unspasm learn cohort` writes them")
    if data.get("version") != VERSION:
        raise PriorFileError(f"its version is {data.get('version')!r}; this program reads version {VERSION}")
    try:
        shapes = [LogNormal(*(_above_zero(data["shapes"][n][part]) for part in ("median", "log_sd"))) for n in SHAPES]
        names = list(data["beliefs"])
        beliefs = Beliefs(*(np.array([float(data["beliefs"][n][f.name]) for n in names]) for f in fields(Beliefs)))
    except (KeyError, TypeError, ValueError) as error:
        raise PriorFileError(f"a figure is missing or is no number ({error})") from None
    expected = 1 + len(prior.recovery_half_life_days) + 2
    if sum(not name.startswith("item:") for name in names) != expected or any(
        n.startswith("item:") for n in names[:expected]
    ):
        raise PriorFileError("its list of quantities is not the one that this program knows")
    if not all(np.isfinite(getattr(beliefs, f.name)).all() for f in fields(Beliefs)) or (beliefs.sd <= 0).any():
        raise PriorFileError("a spread is not above zero, or a figure is no number")
    return as_prior(beliefs, [name.removeprefix("item:") for name in names[expected:]], prior.with_shapes(*shapes))


def _above_zero(value: Any) -> float:
    number = float(value)
    if not (np.isfinite(number) and number > 0):
        raise ValueError(f"{value!r} must be above zero")
    return number
