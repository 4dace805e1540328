"""Room two: a page becomes an article. Bytes in, values out; no network, no clock, no disk."""

from newsfold.read.addresses import amp_cache_url, article_address, clean_address, registrable_domain
from newsfold.read.reading import Reading, Want, finish, read
from newsfold.read.wrappers import unwrapped_address

__all__ = [
    "Reading",
    "Want",
    "amp_cache_url",
    "article_address",
    "clean_address",
    "finish",
    "read",
    "registrable_domain",
    "unwrapped_address",
]
