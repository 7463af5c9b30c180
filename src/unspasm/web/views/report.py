"""The page for a clinician: chosen, looked at, then saved or printed. Choices are posted, so they stand in no address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from unspasm.handover.report.gather import gather
from unspasm.handover.report.page import body_of, page_of
from unspasm.handover.report.pdf import pdf_of
from unspasm.knowledge import load_knowledge
from unspasm.record.queries import local_person
from unspasm.web.diary_forms import FormError
from unspasm.web.report_form import fields_of, read_choices
from unspasm.web.views.hand_over import download, hand_over_page


@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """The page on the screen, as a PDF or as a file of HTML, by the button that was pressed."""
    now = timezone.localtime()
    try:
        choices = read_choices(request.POST, now.date())
    except FormError as error:
        return hand_over_page(request, report_error=str(error), status=422)
    made = gather(local_person(), choices, load_knowledge(), now=now)
    name = f"back-pain-{now:%Y-%m-%d}"
    if request.POST.get("do") == "pdf":
        return download(pdf_of(made, made_at=now), "application/pdf", f"{name}.pdf")
    if request.POST.get("do") == "html":
        return download(page_of(made), "text/html; charset=utf-8", f"{name}.html")
    context = {"body": body_of(made), "fields": fields_of(choices), "private": choices.private}
    return render(request, "unspasm/hand_over/report.html", context)
