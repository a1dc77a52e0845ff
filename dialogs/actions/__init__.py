"""What the assistant does beside filling the form; each action owns one verb."""
