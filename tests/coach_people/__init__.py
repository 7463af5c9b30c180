"""People made by our own kinematics, for the camera coach: as numbers, as recordings and as film.

No photograph and no person is in here. `python -m tests.coach_people --help` makes clips for a fake camera;
`benchmarks/coach.py` scores the coach on thousands of such people.
"""
