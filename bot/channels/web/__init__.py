"""The worker's page: a talk in the browser of his phone."""
