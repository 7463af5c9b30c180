"""Wording and order of a page, from decisions and knowledge; testable without a request."""
