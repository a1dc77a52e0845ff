"""One module for each thing that can happen, from start to finish."""
