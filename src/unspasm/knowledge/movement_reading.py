"""Reads the build of the figure and the movements from their files, and checks what hangs together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from unspasm.knowledge.items import MARKS, Intervention
from unspasm.knowledge.movement import (
    BONES,
    CURVES,
    LIMBS,
    PLACES,
    STANCES,
    TRUNK,
    Body,
    Cue,
    Drawing,
    KeyPose,
    Limit,
    Movement,
    Phase,
    Shape,
    Variant,
)
from unspasm.knowledge.reading import Table, read_folder, read_item, read_toml

PROPS = ("mat", "cushion")


def read_body(folder: Path) -> Body:
    """The build of the figure. Raises KnowledgeError naming file, field and cure."""
    table = Table("body.toml", read_toml(folder / "body.toml"))
    bone, flesh = _section(table, "bone"), _section(table, "flesh")
    return Body(
        {name: _positive(bone, name) for name in BONES}, {name: _positive(flesh, name) for name in (*LIMBS, *TRUNK)}
    )


def read_movements(
    folder: Path, interventions: Mapping[str, Intervention], sources: Mapping[str, Any]
) -> dict[str, Movement]:
    """Every movement by id. Raises KnowledgeError naming file, field and cure."""
    tables = read_folder(folder / "movements")
    return {table.text("id"): _movement(table, interventions, sources) for table in tables}


def _movement(table: Table, interventions: Mapping[str, Intervention], sources: Mapping[str, Any]) -> Movement:
    key = table.text("id")
    if key not in interventions or not interventions[key].in_plan:
        raise table.fail(f"there is no intervention {key!r} that can be in a plan; a movement shows one")
    low, high = _range(table)
    poses = tuple(_pose(row, low, high) for row in table.tables("pose"))
    if not poses:
        raise table.fail("there is no [[pose]]; add one with id, at, title and description")
    at = {pose.id: pose.at for pose in poses}
    phases = tuple(_phase(row, at) for row in table.tables("phase"))
    if not phases:
        raise table.fail("there is no [[phase]]; add one with id, to, move_s, stay_s and say")
    rest = Phase("rest", _inside(table, "rest", low, high), _seconds(table, "rest_s"), 0.0, table.text("rest_say"))
    if rest.to not in at.values():
        raise table.fail("rest is no key pose; give it the `at` of one")
    props = table.words("props")
    for prop in props:
        if prop not in PROPS:
            raise table.fail(f"props has {prop!r}; use {', '.join(PROPS)}")
    drawing = _section(table, "drawing")
    return Movement(
        item=read_item(table, "movements", sources),
        parameter=table.text("parameter"),
        low=low,
        high=high,
        shape=_shape(_section(table, "shape"), low, high),
        drawing=Drawing(drawing.number("origin"), drawing.number("top"), drawing.number("height")),
        poses=poses,
        phases=phases,
        rest=rest,
        limits=tuple(_limit(row, sources) for row in table.tables("limit")),
        cues=tuple(Cue(row.text("id"), row.text("say")) for row in table.tables("cue")),
        variants=_variants(table, interventions[key]),
        props=props,
    )


def _shape(table: Table, low: float, high: float) -> Shape:
    stance = table.choice("stance", STANCES)
    stops = _numbers(table, "stops")
    if len(stops) < 2 or list(stops) != sorted(set(stops)) or (stops[0], stops[-1]) != (low, high):
        raise table.fail("stops must rise from the lower to the upper end of range")
    curves = {name: _numbers(table, name) for name in CURVES[stance]}
    for name, numbers in curves.items():
        if len(numbers) != len(stops):
            raise table.fail(f"{name} has {len(numbers)} numbers; give one for each of the {len(stops)} stops")
    return Shape(stance, {name: _decimal(table, name) for name in PLACES[stance]}, stops, curves)


def _pose(row: Table, low: float, high: float) -> KeyPose:
    return KeyPose(row.text("id"), _inside(row, "at", low, high), row.text("title"), row.text("description"))


def _phase(row: Table, at: Mapping[str, float]) -> Phase:
    to = row.text("to")
    if to not in at:
        raise row.fail(f"to is {to!r}; use the id of a pose: {', '.join(at)}")
    phase = Phase(row.text("id"), at[to], _seconds(row, "move_s"), _seconds(row, "stay_s"), row.text("say"))
    if not phase.move_s + phase.stay_s:
        raise row.fail("move_s and stay_s are both 0; give one of them")
    return phase


def _limit(row: Table, sources: Mapping[str, Any]) -> Limit:
    over, under = (_decimal(row, name) if name in row.fields else None for name in ("over", "under"))
    if over is None and under is None:
        raise row.fail("over and under are both missing; add one")
    if over is not None and under is not None and over >= under:
        raise row.fail("over must be less than under: the limit holds between them")
    keys = row.words("sources")
    unknown = [key for key in keys if key not in sources]
    if unknown or not keys:
        raise row.fail(f"sources.toml has no {', '.join(unknown) or 'source of this limit'}; add it there")
    for_s = _decimal(row, "for_s") if "for_s" in row.fields else 0.0
    return Limit(
        id=row.text("id"),
        feature=row.text("feature"),
        unit=row.text("unit"),
        means=row.text("means"),
        mark=row.choice("mark", MARKS),
        sources=keys,
        over=over,
        under=under,
        for_s=for_s,
    )


def _variants(table: Table, intervention: Intervention) -> tuple[Variant, ...]:
    """The variants, held against the forms that the intervention has."""
    titles = {"safer": ""} if intervention.item["safer"] else {}
    for name in ("easier", "harder"):
        for number, form in enumerate(intervention.item[name] or (), 1):
            titles[f"{name}_{number}"] = str(form["title"])
    rows = table.tables("variant")
    named = {row.text("id"): row.text("title", "") for row in rows}
    if named != titles:
        differing = sorted(key for key in named.keys() | titles.keys() if named.get(key) != titles.get(key))
        raise table.fail(
            f"variant {differing[0]} differs from interventions/{intervention.id}.toml; make them the same"
        )
    return tuple(_variant(row) for row in rows)


def _variant(row: Table) -> Variant:
    share = _decimal(row, "share") if "share" in row.fields else 1.0
    if not 0 < share <= 1:
        raise row.fail("share must be more than 0 and at most 1")
    move_s, stay_s = (_seconds(row, name) if name in row.fields else 0.0 for name in ("move_s", "stay_s"))
    default = None if share < 1 else ""
    seen = (row.text(name, default) for name in ("pose_title", "description"))
    return Variant(row.text("id"), row.text("title", ""), row.flag("shown"), share, move_s, stay_s, *seen)


def _range(table: Table) -> tuple[float, float]:
    ends = _numbers(table, "range")
    if len(ends) != 2 or ends[0] >= ends[1]:
        raise table.fail("range must hold two numbers, the smaller first")
    return ends[0], ends[1]


def _inside(table: Table, name: str, low: float, high: float) -> float:
    value = _decimal(table, name)
    if not low <= value <= high:
        raise table.fail(f"{name} is {value:g}; it must lie in range, {low:g} to {high:g}")
    return value


def _seconds(table: Table, name: str) -> float:
    value = _decimal(table, name)
    if value < 0:
        raise table.fail(f"{name} is less than 0 seconds")
    return value


def _positive(table: Table, name: str) -> float:
    value = _decimal(table, name)
    if value <= 0:
        raise table.fail(f"{name} must be more than 0")
    return value


def _decimal(table: Table, name: str) -> float:
    value = table.fields.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise table.fail(f"{name} must be a number")
    return float(value)


def _numbers(table: Table, name: str) -> tuple[float, ...]:
    values = table.fields.get(name)
    if not isinstance(values, list) or not all(type(value) in (int, float) for value in values):
        raise table.fail(f"{name} must be a list of numbers")
    return tuple(float(value) for value in values)


def _section(table: Table, name: str) -> Table:
    fields = table.fields.get(name)
    if not isinstance(fields, dict):
        raise table.fail(f"the section [{name}] is missing; add it")
    return Table(f"{table.where}, {name}", fields)
