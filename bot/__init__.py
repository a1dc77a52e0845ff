"""Puts the parts together and knows the outside world."""
