"""A database of its own for each test."""

import pytest


@pytest.fixture(autouse=True)
def _database(db):
    """Every test here reads or writes the record."""
