"""The day: what newsfold does by itself, from the sources asked to the site delivered. `pipeline.py` says in which order, and why."""
