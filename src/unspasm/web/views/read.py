"""Everything that can be read: shelves, one page for each item, search, sources."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from unspasm.knowledge import load_knowledge
from unspasm.web.presenters import reading
from unspasm.web.words import KINDS, VERDICTS

LONGEST_SEARCH = 100


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All shelves, and where to start."""
    knowledge = load_knowledge()
    shelves = [
        {"title": title, "about": about, "n": len(knowledge.items.get(kind, {})), "address": f"/read/{kind}/"}
        for kind, (title, about) in KINDS.items()
        if knowledge.items.get(kind)
    ]
    context = {"shelves": shelves, "n_sources": len(knowledge.sources), "start": reading.start_pages(knowledge)}
    return render(request, "unspasm/read/index.html", context)


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Search. The words are posted, so that they are in no address and no history."""
    if request.method == "GET":
        return redirect("read")
    words = request.POST.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    found = reading.find(words, load_knowledge())
    return render(request, "unspasm/read/found.html", {"words": words, "found": found})


@require_GET
def shelf(request: HttpRequest, kind: str) -> HttpResponse:
    """All items of one kind."""
    knowledge = load_knowledge()
    if kind not in KINDS or kind not in knowledge.items:
        raise Http404
    title, about = KINDS[kind]
    rows = [
        {
            "title": item.title,
            "address": address,
            "lead": str(item["summary"] or item["claim"] or item["why"] or item["means"]),
            "verdict": VERDICTS.get(str(item["verdict"]), ("",))[0] if kind == "claims" else "",
        }
        for item, address in reading.shelf(kind, knowledge)
    ]
    return render(request, "unspasm/read/shelf.html", {"title": title, "about": about, "rows": rows})


@require_GET
def item(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """One item."""
    knowledge = load_knowledge()
    found = knowledge.items.get(kind, {}).get(key)
    if found is None or kind not in KINDS:
        raise Http404
    page = reading.reading_page(kind, found, knowledge, timezone.localdate())
    return render(request, "unspasm/read/item.html", {"page": page, "shelf": f"/read/{kind}/"})


@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """Every source."""
    knowledge = load_knowledge()
    rows = sorted(reading.papers(knowledge.sources, knowledge), key=lambda paper: paper.title.lower())
    return render(request, "unspasm/read/sources.html", {"papers": rows})


@require_GET
def source(request: HttpRequest, key: str) -> HttpResponse:
    """One source, and what leans on it."""
    knowledge = load_knowledge()
    if key not in knowledge.sources:
        raise Http404
    used = [
        reading.Link(entry.title, reading.address(kind, entry.id))
        for kind, items in knowledge.items.items()
        for entry in items.values()
        if key in entry.sources and kind in KINDS
    ]
    (paper,) = reading.papers([key], knowledge)
    return render(request, "unspasm/read/source.html", {"paper": paper, "used": used})
