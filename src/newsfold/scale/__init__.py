"""More than one core and one machine: web archives taken in by many processes or Ray nodes, with the results of one process."""
