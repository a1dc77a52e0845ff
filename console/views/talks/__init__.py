"""The queue of talks and the talk itself, live."""
