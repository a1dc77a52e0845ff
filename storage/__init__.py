"""Rows in, rows out: the only SQL."""
