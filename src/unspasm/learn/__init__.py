"""What works for one back, and how sure we are: pure statistics on a diary of pain.

    diary = to_diary(rows)
    works = what_works(diary, prior_from(knowledge), limits_from(knowledge))

Negative is less pain, in points of 0 to 10. No clock, no chance, no storage: `now` and `rng` are arguments.
"""

from unspasm.learn.contract import to_contract
from unspasm.learn.diary import Diary, DiaryError, Row, to_diary
from unspasm.learn.forecast import forecast
from unspasm.learn.prior import Prior, prior_from
from unspasm.learn.reading import read_table
from unspasm.learn.verdict import Limits, limits_from
from unspasm.learn.what_works import WhatWorks, what_works

__all__ = [
    "Diary",
    "DiaryError",
    "Limits",
    "Prior",
    "Row",
    "WhatWorks",
    "forecast",
    "limits_from",
    "prior_from",
    "read_table",
    "to_contract",
    "to_diary",
    "what_works",
]
