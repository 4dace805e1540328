"""The steps of the people database, each with its tables as they were then."""
