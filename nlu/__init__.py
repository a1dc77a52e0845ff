"""Pure functions from Chinese text to intent and facts."""
