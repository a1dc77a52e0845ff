"""Tests of what a complaint is and of the desk that takes it."""
