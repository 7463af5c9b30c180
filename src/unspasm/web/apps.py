"""The pages as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and views."""

    name = "unspasm.web"
    label = "web"
    verbose_name = "Pages"
