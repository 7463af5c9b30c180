"""Words of the product for the knowledge base's terms: levels, certainty, marks, verdicts, stages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LevelWords:
    """How a disposition is named: its word, its verb, and the path of its shape (48 x 48)."""

    word: str
    verb: str
    shape: str


LEVELS = {
    "emergency": LevelWords("Emergency", "Get help now", '<path d="M15 3h18l12 12v18L33 45H15L3 33V15Z"/><path d="M24 13v14M24 34v.5" stroke-width="5"/>'),
    "same_day": LevelWords("Today", "Speak to a doctor or nurse line today", '<path d="M24 5 45 42H3Z"/><path d="M24 18v11M24 35v.5" stroke-width="4.5"/>'),
    "soon": LevelWords("Soon", "Book a visit in the next few days", '<path d="M24 3 45 24 24 45 3 24Z"/><path d="M24 15v9l6 5" stroke-width="3.5"/>'),
    "routine": LevelWords("Routine", "Book a visit in the next few weeks", '<rect x="5" y="8" width="38" height="35" rx="5"/><path d="M5 18h38M15 3v9M33 3v9M14 30h20"/>'),
    "self_care": LevelWords("Self-care", "You can look after this at home today", '<circle cx="24" cy="24" r="21"/><path d="m14 25 7 7 13-15" stroke-width="3.5"/>'),
}  # fmt: skip

CERTAINTY = {
    "high": (4, "High certainty"),
    "moderate": (3, "Moderate certainty"),
    "low": (2, "Low certainty"),
    "very_low": (1, "Very low certainty"),
    "none": (0, "Not tested"),
}

MARKS = {
    "V": "We read the source itself.",
    "V2": "We read a page that reports the source.",
    "calc": "Worked out from published figures.",
    "derived": "Worked out from published figures.",
    "design": "Our own design choice.",
    "prof": "Common professional judgement. No study stands behind it.",
    "unverified": "Not confirmed yet. Treat it with care.",
}

SEEN = {
    "abstract": "We read its summary.",
    "full": "We read it whole.",
    "label": "We read the label.",
    "secondary": "We read about it on another page.",
    "exists": "We know that it exists. We have not read it.",
    "none": "We have not read it.",
}

VERDICTS = {
    "supported": ("Supported by studies", '<circle cx="14" cy="14" r="12" fill="currentColor"/><path d="m8 14.5 4 4 8-9" fill="none" class="vs-cut" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>'),
    "partly": ("Partly supported", '<path d="M14 2a12 12 0 0 1 0 24Z" fill="currentColor"/><circle cx="14" cy="14" r="11.5" fill="none" stroke="currentColor" stroke-width="2.5"/>'),
    "not_supported": ("Not supported by studies", '<rect x="2.5" y="2.5" width="23" height="23" rx="3" fill="currentColor"/><path d="M8 14h12" class="vs-cut" stroke-width="3" stroke-linecap="round"/>'),
    "not_tested": ("Not tested well enough to say", '<circle cx="14" cy="14" r="11.5" fill="none" stroke="currentColor" stroke-width="2.5" stroke-dasharray="4 3.6"/><path d="M10.8 11.2a3.3 3.3 0 1 1 5 2.8c-1.2.7-1.8 1.2-1.8 2.4M14 20v.2" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round"/>'),
    "do_not_show": ("Not a claim to rely on", '<path d="M14 3 26 25H2Z" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linejoin="round"/><path d="M14 11v6M14 21v.2" stroke="currentColor" stroke-width="2.6" stroke-linecap="round"/>'),
}  # fmt: skip

STAGES = {
    "emergency": "Danger check",
    "about_you": "About you",
    "danger": "More danger signs",
    "pain": "Your pain",
    "health": "Your health",
    "at_hand": "What you have",
}

SLOTS = {
    "now": ("Now", "the next minutes"),
    "today": ("Today", ""),
    "this_week": ("This week", ""),
    "prevent": ("To make the next one rarer", ""),
}

KINDS = {
    "topics": ("The basics", "What a spasm is, its usual course, and when to see someone"),
    "symptoms": ("Symptoms", "What you may feel, and when it turns into a danger sign"),
    "muscles": ("Muscles", "Which muscles lie where"),
    "interventions": ("Things to do", "Steps, dose, when to stop, and how sure we are"),
    "medicines": ("Medicines", "What to know before you ask. We never tell you to start one"),
    "claims": ("Claims, checked", "What is said about spasms, and what studies say"),
    "rules": ("Danger signs", "Every sign that we ask about, and where it comes from"),
    "patterns": ("Patterns of pain", "What pain can be most consistent with"),
    "sources": ("Sources", "Every study and page that we used"),
}

START = (
    "what_is_a_spasm",
    "danger_signs",
    "when_to_see_someone",
    "usual_course",
    "prevention",
    "how_we_weigh_evidence",
)
"""Pages to read first, in this order."""


def plain_date(day: object) -> str:
    """`23 May 2027` for a date; empty for anything else."""
    strftime = getattr(day, "strftime", None)
    return f"{day.day} {strftime('%B %Y')}" if strftime and hasattr(day, "day") else ""
