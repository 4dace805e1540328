"""The desk's pages, one a file: each is a function of what is asked, and a value that it shows."""
