"""Charts drawn on the server as SVG: a title, one sentence, the drawing, a key, and the numbers as a table.

    html = timeline(Diary(scores=..., sessions=..., doses=...), span_of("month", until=today, zone=zone))
    html = dot_and_interval([Estimate(...)], title=..., sentence=...)
    html = line_with_band([Step(...)], title=..., sentence=..., across="day")

Each works without script, in print and in forced colours. Pages link `charts.css`, and `islands/chart-reader.js` for
reading by pointer and arrow keys. No colour, size or words of a decision are made here beyond the drawing itself.
"""

from unspasm.web.charts.band import Step, line_with_band
from unspasm.web.charts.entries import Diary, Night, Period, Score, Taken
from unspasm.web.charts.interval import Estimate, dot_and_interval
from unspasm.web.charts.spans import RANGES, Span, span_of
from unspasm.web.charts.timeline import timeline

__all__ = [
    "RANGES",
    "Diary",
    "Estimate",
    "Night",
    "Period",
    "Score",
    "Span",
    "Step",
    "Taken",
    "dot_and_interval",
    "line_with_band",
    "span_of",
    "timeline",
]
