"""What others wrote, to hold our FHIR against: see `validators.py`."""
