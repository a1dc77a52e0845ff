"""Invented talks and cases that show a newcomer a living system."""
