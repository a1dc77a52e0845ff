"""Writes the sentences that models are trained on, and trains them; never imported while messages are read."""
