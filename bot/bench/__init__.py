"""Measures whole turns from outside: real servers, signed pushes, workers who hold whole talks."""
