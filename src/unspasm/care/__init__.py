"""Pure decisions: is it dangerous, what is it most likely, what to do.

    answers = read_answers(raw, knowledge, today)
    screening = screen(answers, knowledge)
    profile = classify(answers, knowledge)
    plan = make_plan(screening, profile, answers, knowledge, now=now)

No clock, no chance, no files, no network: the same answers always give the same result.
"""

from unspasm.care.answers import NOT_SURE, SKIPPED, Answers, AnswersError, read_answers
from unspasm.care.choosing import Learned, Preferences
from unspasm.care.classify import Profile, classify
from unspasm.care.contract import check, to_contract
from unspasm.care.interview import Ask, next_screen
from unspasm.care.left_out import LeftOut
from unspasm.care.plan import Plan, PlanItem, PlanRefused, make_plan
from unspasm.care.saying import to_say
from unspasm.care.screen import Reason, Screening, screen

__all__ = [
    "NOT_SURE",
    "SKIPPED",
    "Answers",
    "AnswersError",
    "Ask",
    "Learned",
    "LeftOut",
    "Plan",
    "PlanItem",
    "PlanRefused",
    "Preferences",
    "Profile",
    "Reason",
    "Screening",
    "check",
    "classify",
    "make_plan",
    "next_screen",
    "read_answers",
    "screen",
    "to_contract",
    "to_say",
]
