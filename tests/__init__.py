"""The talks, the captures and the units, in folders that mirror the rooms."""
