"""Pages with a database of their own for each test."""

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def _database(db):
    """Every page may read the record."""


class Reader(Client):
    """A client that reads static files to their end and closes them, as a browser does."""

    def request(self, **request):
        response = super().request(**request)
        if response.streaming:
            response.read = b"".join(response.streaming_content)
            response.close()
        return response


@pytest.fixture
def client() -> Client:
    return Reader(headers={"host": "localhost"})


@pytest.fixture
def strict_client() -> Client:
    """As a browser: the token against forged forms is checked."""
    return Reader(enforce_csrf_checks=True, headers={"host": "localhost"})
