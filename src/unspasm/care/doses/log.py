"""What was taken so far, kept in order of time so that any stretch of hours is looked up, not walked.

A stretch is named by its open start: everything after that instant, up to the last dose added.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Set
from datetime import datetime

from unspasm.care.doses.dose import Amount, Dose


class Track:
    """The doses of one drug: instants in order of time, and how much was taken up to each."""

    def __init__(self) -> None:
        self.doses: list[Dose] = []
        self.instants: list[datetime] = []
        self.sums: list[Amount] = [0]

    def add(self, dose: Dose) -> None:
        self.doses.append(dose)
        self.instants.append(dose.instant)
        self.sums.append(self.sums[-1] + dose.counted)

    def after(self, start: datetime) -> int:
        """The place of the first dose later than `start`."""
        return bisect_right(self.instants, start)

    def at_or_after(self, start: datetime) -> int:
        """The place of the first dose not earlier than `start`."""
        return bisect_left(self.instants, start)

    def total_from(self, place: int) -> Amount:
        """How much was taken with the dose at this place and all later ones."""
        return self.sums[-1] - self.sums[place]


class Log:
    """Every dose so far. wait_of: the minutes to leave after a dose."""

    def __init__(self, wait_of: Callable[[Dose], int]) -> None:
        self.wait_of = wait_of
        self.tracks: dict[str, Track] = {}
        self._packs: dict[tuple[str, str], datetime] = {}
        self._labels: dict[str, dict[str, datetime]] = {}
        self._waits: dict[tuple[str, int], datetime] = {}

    def add(self, dose: Dose) -> None:
        """Takes in a dose that is no earlier than any before it."""
        drug = dose.ingredient
        if drug not in self.tracks:
            self.tracks[drug], self._labels[drug] = Track(), {}
        self.tracks[drug].add(dose)
        self._packs[drug, dose.product] = dose.instant
        self._waits[drug, self.wait_of(dose)] = dose.instant
        if dose.label:
            self._labels[drug][dose.label.code] = dose.instant

    def total(self, drug: str, start: datetime) -> Amount:
        """How much of one drug was taken after `start`."""
        track = self.tracks.get(drug)
        return track.total_from(track.after(start)) if track else 0

    def count(self, drug: str, start: datetime) -> int:
        """How many doses of one drug were taken after `start`."""
        track = self.tracks.get(drug)
        return len(track.instants) - track.after(start) if track else 0

    def doses(self, drug: str, start: datetime) -> list[Dose]:
        """The doses of one drug taken after `start`."""
        track = self.tracks.get(drug)
        return track.doses[track.after(start) :] if track else []

    def drugs(self, start: datetime) -> Iterator[str]:
        """Every drug taken after `start`."""
        return (drug for drug, track in self.tracks.items() if track.instants[-1] > start)

    def packs(self, start: datetime) -> Iterator[tuple[str, str]]:
        """Every (drug, product) taken after `start`."""
        return (pack for pack, last in self._packs.items() if last > start)

    def labels(self, drug: str, start: datetime) -> Set[str]:
        """The codes of all labels under which one drug was taken after `start`."""
        return {code for code, last in self._labels.get(drug, {}).items() if last > start}

    def waits(self) -> Iterator[tuple[str, int, datetime]]:
        """(drug, minutes to wait, last dose with that wait); an earlier one with the same wait ends sooner."""
        return ((drug, minutes, last) for (drug, minutes), last in self._waits.items())
