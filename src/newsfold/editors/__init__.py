"""What editors decide, change, ask and try. Their word is the last: the day obeys it."""
