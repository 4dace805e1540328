"""newsfold as a process that stays: the clock of days and rounds, what it tells of itself, and its doors for browsers and hubs."""
