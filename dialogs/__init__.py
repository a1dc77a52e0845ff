"""What the assistant says, asks and does next."""
