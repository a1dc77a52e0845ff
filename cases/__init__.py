"""What a complaint is, and the desk that takes it."""
