"""The desk's actions, one a file: each changes one thing, tells the audit log, and says what it did."""
