"""What the dialog does with one message, and with a talk."""
