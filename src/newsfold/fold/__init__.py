"""Folding: the articles on one news event become one story under the best of them. Values in, values out."""

from newsfold.fold.decisions import Decision
from newsfold.fold.folding import Folding, fold
from newsfold.fold.news import News, news_of
from newsfold.fold.recorded import recorded_stories
from newsfold.fold.window import Window

__all__ = ["Decision", "Folding", "News", "Window", "fold", "news_of", "recorded_stories"]
