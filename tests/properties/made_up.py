"""What the laws share: the real knowledge, Hypothesis settings without chance or clock, and reading results."""

from hypothesis import HealthCheck, assume, settings

from tests.oracle.agree import product, the_book
from tests.oracle.naive import TIERS, UNANSWERED
from unspasm.care import AnswersError

law = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)

DANGER = [fact for fact, entry in the_book()["facts"].items() if entry.get("danger")]


def judged(answers):
    """The product's result; people whose answers contradict are passed over."""
    try:
        return product(answers)
    except AnswersError:
        assume(False)


def urgency(result, key="disposition"):
    """0 for self-care up to 4 for an emergency."""
    return TIERS.index(result[key])


def plan_items(result):
    """id -> item of the plan, in all four slots; empty where there is no plan."""
    plan = result["plan"] or {}
    return {item["item"]: item for slot in ("now", "today", "this_week", "prevent") for item in plan.get(slot, [])}


def held_back(result):
    """The items that a plan leaves out because they are excluded or wait for an answer."""
    return {e["item"] for e in result["plan"]["left_out"] if e["kind"] in ("excluded", "waiting")}


def known(answers):
    """The facts with a known answer."""
    return sorted(fact for fact, answer in answers.items() if answer not in UNANSWERED)
