"""Folding: the articles on one news event become one story under the best of them. Values in, values out."""

from newsfold.fold.folding import Folding, fold
from newsfold.fold.recorded import recorded_stories

__all__ = ["Folding", "fold", "recorded_stories"]
