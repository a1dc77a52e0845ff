"""Ways to reach a worker: each folder or module is one channel."""
