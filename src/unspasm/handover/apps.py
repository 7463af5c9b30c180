"""What leaves and arrives, as a Django app: so that its templates and its style are found by both faces."""

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    """Templates and the style of the report."""

    name = "unspasm.handover"
    label = "handover"
    verbose_name = "Hand over"
