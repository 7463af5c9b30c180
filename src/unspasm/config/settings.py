"""Settings of Unspasm at home: one person, this computer alone, nothing leaves it.

Importing this module writes nothing. What could be set differently is an environment
variable: UNSPASM_DATA_DIR (where the record lies). UNSPASM_PHONE_RUN is set by `serve --phone` alone, UNSPASM_CDS and
UNSPASM_CDS_ORIGINS by `serve --cds` alone.
"""

from __future__ import annotations

import os
from typing import Any

from django.utils.functional import SimpleLazyObject

from unspasm.config.paths import data_folder, local_zone, secret_key
from unspasm.config.phone.addresses import is_at_home
from unspasm.config.phone.pairing import PairingFile

DATA_FOLDER = data_folder()
SECRET_KEY: Any = SimpleLazyObject(lambda: secret_key(DATA_FOLDER))
DEBUG = False

# A foreign name for this computer is refused: that is how DNS rebinding is stopped.
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "unspasm.record",
    "unspasm.handover",
    "unspasm.web",
]

MIDDLEWARE = [
    "unspasm.web.headers.SecurityHeaders",
    "unspasm.web.queued.WhereToGoNext",
    "unspasm.web.clinic_origins.ClinicOrigins",
    "unspasm.web.headers.LoopbackOnly",
    "unspasm.web.assets.StaticFiles",
    "unspasm.web.api.BodySize",
    "unspasm.web.uploads.UploadSize",
    "unspasm.web.failing.OpenedByItself",
    "unspasm.web.failing.AnswersThatDoNotFit",
    "unspasm.web.failing.SessionsOnATroubledDisk",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]

ROOT_URLCONF = "unspasm.config.urls"
WSGI_APPLICATION = "unspasm.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "unspasm.web.context.page",
            ],
        },
    },
]

# Every answer is on the disk before the page says so (FULL); what is deleted is overwritten (secure_delete).
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_FOLDER / "unspasm.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 5,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        },
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "unspasm.web.views.errors.csrf_failure"

# Forms here are small. A body over this size is refused before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS = ["unspasm.web.uploads.OneFileHere"]
FILE_UPLOAD_TEMP_DIR = DATA_FOLDER / "arriving"  # what is sent holds health data: never the system's own folder

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.memory.InMemoryStorage"},
    "staticfiles": {"BACKEND": "unspasm.web.assets.HashedFiles"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MAX_AGE = 0

# Off, unless `serve --phone` names a run; the second server (config/phone/settings.py) says that it is one.
PHONE = PairingFile(DATA_FOLDER / "phone" / "pairing", os.environ.get("UNSPASM_PHONE_RUN", ""))
PHONE_LISTENER = False
PHONE_HOSTS: frozenset[str] = frozenset()
PHONE_IS_AT_HOME = is_at_home

# The service for clinics (CDS Hooks): off, unless `serve --cds` turns it on. Pages of these origins may call it.
CDS = os.environ.get("UNSPASM_CDS") == "1"
CDS_ORIGINS = frozenset(os.environ.get("UNSPASM_CDS_ORIGINS", "").split()) if CDS else frozenset()

LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
TIME_ZONE = local_zone()  # "today" is the day where the person is

# What the person told us never reaches a log: no message of an exception, no address, no body.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"private": {"()": "unspasm.web.quiet.PrivateFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "private"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    },
}
