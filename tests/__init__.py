"""What the service promises, held by tests: one folder for each kind of promise."""
