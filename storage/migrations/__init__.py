"""How the tables became what they are: one module a step, in storage/migrations/versions."""
