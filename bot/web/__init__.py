"""What the service shows over HTTP beside the channels."""
