"""A person at the screen: reads what is asked, and taps."""

from typing import Any

NUMBERS = {"age": "40", "pain_days": "2"}
YES = {"changes_with_movement", "eases_with_position"}


def start(page: Any, home: str) -> None:
    """Opens the app and presses the door to the full check."""
    page.goto(home)
    page.get_by_role("button", name="Check my back").click()


def screen_id(page: Any) -> str:
    """Which screen is shown; empty where it is no question."""
    shown = page.locator("input[name=screen]")
    return shown.get_attribute("value") if shown.count() else ""


def answer(page: Any) -> None:
    """Answers this screen as somebody with a simple spasm and no illness."""
    kind = page.locator("input[name=kind]").get_attribute("value")
    if kind == "ticks":
        ticks = [box for box in page.locator(".tick input").all() if box.get_attribute("value") in YES]
        for box in ticks:
            box.check()
        page.get_by_role("button", name="Continue with my ticks" if ticks else "None of these", exact=True).click()
    elif kind == "single":
        wanted = page.locator(".choice[value=no], .choice[value^=no_], .choice[value^=none]")
        (wanted if wanted.count() else page.locator(".choice")).first.click()
    else:
        for field in page.locator(".field").all():
            _fill(field)
        page.get_by_role("button", name="Continue", exact=True).click()


def _fill(field: Any) -> None:
    number, none = field.locator("input.number"), field.locator("input[value=none], input[value^=none_]")
    if number.count():
        number.fill(NUMBERS.get(number.get_attribute("name"), "1"))
    elif field.locator(".bodymap").count():
        field.locator("#pain_sites-low_back_left").check()
    elif field.locator(".scale").count():
        field.locator(".scale input[value='6']").check()
    elif none.count():
        none.first.check()
    elif field.locator("input[value=no]").count():
        field.locator("input[value=no]").check()
    else:
        field.locator(".tick input").nth(1).check()


def go_to(page: Any, wanted: str) -> None:
    """Answers screens until the wanted one is shown, or the result."""
    for _ in range(60):
        if "/result" in page.url or screen_id(page) == wanted:
            return
        answer(page)
    raise AssertionError("the questions do not end")


def go_to_the_result(page: Any) -> int:
    """Answers everything; returns how many screens that took."""
    screens = 0
    while "/result" not in page.url:
        answer(page)
        screens += 1
        assert screens < 60
    return screens
