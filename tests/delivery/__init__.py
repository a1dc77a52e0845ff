"""Tests of what carries words to workers."""
