"""Unspasm: free, offline help for people whose back muscles go into spasm.

Imports go one way: web, cli -> record, fhir -> care, learn -> knowledge. Start reading in `care`.
"""

__version__ = "0.1.0"
