"""Why a call cannot be answered."""

from __future__ import annotations


class Refusal(ValueError):
    """A call that is not answered: one sentence that says what to mend, and the HTTP status it deserves."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
