"""The content repository: records, topics and organizations as files that people, git and other programs share."""
