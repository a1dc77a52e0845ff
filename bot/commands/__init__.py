"""One module a command; the command line imports each only when it runs."""
