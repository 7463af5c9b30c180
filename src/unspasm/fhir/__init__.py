"""FHIR R4, both ways. Pure: plain dictionaries out, plain values in.

    bundle = to_bundle(told, knowledge, rules, now=now, private=False)
    arrived = read_bundle(bundle, knowledge, now=now)      # raises BundleRefused

Only verified codes leave; what has none goes as text. What leaves of our own comes back exactly; what another system
says comes in marked as such, and decides nothing.
"""

from unspasm.fhir.bundle import to_bundle
from unspasm.fhir.carried import carried, left_behind
from unspasm.fhir.reading.backs import OVER
from unspasm.fhir.reading.bundle import read_bundle
from unspasm.fhir.reading.slim import slim
from unspasm.fhir.values import Answer, Arrived, BundleRefused, Check, Elsewhere, Entry, Told

__all__ = [
    "OVER",
    "Answer",
    "Arrived",
    "BundleRefused",
    "Check",
    "Elsewhere",
    "Entry",
    "Told",
    "carried",
    "left_behind",
    "read_bundle",
    "slim",
    "to_bundle",
]
