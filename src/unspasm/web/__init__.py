"""Pages: a view parses a form, calls one action or decision, and renders. Decisions live in `care`."""
