"""Speed of the page for a clinician out of a dense year. `python -m benchmarks.report [rounds]`

The person of `benchmarks.diary_year` with a check beside it, in a real database of its own. Prints the median over
`rounds` of gathering and of the PDF, with the pages after the first and without, and how many pages the summary has.
Exit code 1 if the whole takes longer than the bar, or the summary more than a page.
"""

from __future__ import annotations

import io
import random
import shutil
import sys
import tempfile
import time
from datetime import timedelta
from statistics import median

from benchmarks.diary_year import SEED, _start, fill

BAR_S, ROUNDS, DAYS = 3.0, 7, 365


def main(rounds: int = ROUNDS) -> int:
    """Makes the year, measures, prints. Returns the exit code."""
    folder = tempfile.mkdtemp(prefix="unspasm-report-")
    try:
        _start(folder)
        return _measure(rounds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(rounds: int) -> int:
    from django.utils import timezone
    from pypdf import PdfReader

    from unspasm.handover.report.contents import SECTIONS, USUAL, Choices
    from unspasm.handover.report.gather import gather
    from unspasm.handover.report.page import page_of
    from unspasm.handover.report.pdf import pdf_of
    from unspasm.knowledge import load_knowledge
    from unspasm.record.actions import save_answers, save_setting, start_check
    from unspasm.record.queries import local_person

    now, knowledge = timezone.localtime(), load_knowledge()
    fill(now, random.Random(SEED))
    save_setting(key="country", value="GB-GBN", now=now)
    answers = {fact.id: "no" for fact in knowledge.facts.values() if fact.danger and fact.type == "yes_no"}
    save_answers(check=start_check(mode="full", now=now), screen="s", answers={**answers, "age": 40}, asked_again=False, now=now)  # fmt: skip
    worst, pages = 0.0, 0
    for name, sections in (("summary", USUAL), ("summary and more pages", frozenset(SECTIONS))):
        choices = Choices(now.date() - timedelta(days=DAYS - 1), now.date(), sections)
        took = []
        for _ in range(rounds + 1):
            began, busy = time.perf_counter(), time.process_time()
            report = gather(local_person(), choices, knowledge, now=now)
            gathered = time.perf_counter()
            pdf = pdf_of(report, made_at=now)
            done = time.perf_counter()
            page_of(report)
            took.append((gathered - began, done - gathered, time.perf_counter() - done, time.process_time() - busy))
        parts = [median(column) for column in zip(*took[1:], strict=True)]
        count = len(PdfReader(io.BytesIO(pdf)).pages)
        pages = pages or count
        worst = max(worst, sum(parts[:2]))
        print(f"{name:24} gather {parts[0]:.2f} s   PDF {parts[1]:.2f} s   HTML {parts[2]:.2f} s   processor {parts[3]:.2f} s   {count} pages   {len(pdf) // 1024} KB")  # fmt: skip
    print(
        f"bar: {BAR_S:.0f} s at the median, one page for the summary: {'kept' if worst < BAR_S and pages == 1 else 'broken'}"
    )
    return 0 if worst < BAR_S and pages == 1 else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
