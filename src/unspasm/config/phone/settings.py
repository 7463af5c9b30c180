"""Settings of the second server: the same pages over HTTPS, for one paired phone and nobody else.

Set by `unspasm serve --phone` alone: UNSPASM_PHONE_NAMES (the announced names and addresses, with commas) and
UNSPASM_PHONE_PORT; UNSPASM_PHONE_RUN is read by the first server too.
"""

from __future__ import annotations

import os

from unspasm.config import settings as at_home
from unspasm.config.settings import *  # noqa: F403  # the same installation, apart from what follows

PHONE_LISTENER = True
CDS = False  # the service for clinics is never reachable from the network
CDS_ORIGINS = frozenset[str]()
PHONE_NAMES = [name for name in os.environ.get("UNSPASM_PHONE_NAMES", "").split(",") if name]
PHONE_HOSTS = frozenset(f"{name}:{os.environ.get('UNSPASM_PHONE_PORT', '')}" for name in PHONE_NAMES)

ALLOWED_HOSTS = PHONE_NAMES
MIDDLEWARE = [
    "unspasm.web.pairing.AnnouncedOnly" if entry == "unspasm.web.headers.LoopbackOnly" else entry
    for entry in at_home.MIDDLEWARE
]
MIDDLEWARE.insert(MIDDLEWARE.index("unspasm.web.pairing.AnnouncedOnly") + 1, "unspasm.web.pairing.PairedOnly")

SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-unspasm-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-unspasm-csrf"
