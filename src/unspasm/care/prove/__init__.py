"""Proof of the decision rules over every possible set of answers. Needs the extra `prove`."""
