"""One module for each page of the console: reads what is asked, has it done, shows what came of it."""
