"""The steps of the store's migrations, a file each. A released step is never changed: it holds its own tables, as they were then."""
