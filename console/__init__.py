"""What hotline staff see and do in the browser."""
