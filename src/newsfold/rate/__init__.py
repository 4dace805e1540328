"""Rating: what an article is about, what kind it is and how good it is, each with its reasons. Values in, values out."""

from newsfold.rate.company import NO_COMPANY, Company, learn_company
from newsfold.rate.kinds import KINDS
from newsfold.rate.learned import NO_LEARNED, Learned, learned_reason, read_learned, write_learned
from newsfold.rate.points import POINTS, Point
from newsfold.rate.quality import hides
from newsfold.rate.rating import Knowledge, Rated, learn, rate
from newsfold.rate.standing import NO_STANDING, Standing, learn_standing
from newsfold.rate.topics import Match, TopicIndex

__all__ = [
    "KINDS",
    "NO_COMPANY",
    "NO_LEARNED",
    "NO_STANDING",
    "POINTS",
    "Company",
    "Knowledge",
    "Learned",
    "Match",
    "Point",
    "Rated",
    "Standing",
    "TopicIndex",
    "hides",
    "learn",
    "learn_company",
    "learn_standing",
    "learned_reason",
    "rate",
    "read_learned",
    "write_learned",
]
