"""Publishers made from a portal's records: what replay.py collects from."""
