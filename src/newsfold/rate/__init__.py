"""Rating: what an article is about, what kind it is and how good it is, each with its reasons. Values in, values out."""

from newsfold.rate.rating import Rated, rate
from newsfold.rate.topics import TopicIndex

__all__ = ["Rated", "TopicIndex", "rate"]
