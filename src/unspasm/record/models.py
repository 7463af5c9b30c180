"""Tables of the record. Every row carries its person; answers are events, a correction is a new event."""

from __future__ import annotations

import uuid

from django.db import models


class Person(models.Model):
    """Somebody whose back this is. At home there is one, made when first needed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField()


class Check(models.Model):
    """One run through the questions, from the first answer to the next start."""

    class Mode(models.TextChoices):
        SPASM = "spasm", "In spasm now: the shortest way"
        FULL = "full", "Check my back: everything that bears on the plan"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="checks")
    mode = models.CharField(max_length=8, choices=Mode.choices)
    started_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person",), condition=models.Q(closed_at__isnull=True), name="one_open_check_a_person"
            ),
            models.CheckConstraint(condition=models.Q(mode__in=("spasm", "full")), name="check_mode_is_known"),
        )


class AnswerEvent(models.Model):
    """One answer as it was given: fact, value and screen. Never changed; the latest of a fact counts."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    check_run = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="events")
    fact = models.CharField(max_length=64)
    value = models.JSONField()
    asked_again = models.BooleanField(default=False)
    screen = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("check_run", "id"), name="events_of_a_check"),)


class Event(models.Model):
    """One entry of the diary as it was written: never changed, never removed by a correction.

    An entry is a thread of versions: the first, and each correction, withdrawal or bringing back as one more.
    `key` is made where the person is, so that the same tap sent twice is one event.
    """

    key = models.UUIDField(unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="events")
    thread = models.UUIDField()
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    data = models.JSONField()
    withdrawn = models.BooleanField(default=False)
    happened_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("thread", "version"), name="one_event_a_version"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="versions_count_from_one"),
        )
        indexes = (models.Index(fields=("person", "kind", "happened_at"), name="events_by_kind_and_time"),)


class Setting(models.Model):
    """One choice of the person about the app itself: country, theme."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="settings")
    key = models.CharField(max_length=32)
    value = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "key"), name="one_value_a_setting"),)
