"""The form that a worker fills in by chat."""
