"""Tests of what happens, start to finish."""
