"""Sharing this installation with one phone on the home network: addresses, certificate, pairing, its own server."""
