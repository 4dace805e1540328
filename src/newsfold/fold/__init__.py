"""Folding: the articles on one news event become one story under the best of them. Values in, values out."""

from newsfold.fold.folding import fold
from newsfold.fold.heat import Gate
from newsfold.fold.news import News, news_of
from newsfold.fold.open_stories import Folding, OpenStories
from newsfold.fold.recorded import recorded_stories
from newsfold.fold.window import Window

__all__ = ["Folding", "Gate", "News", "OpenStories", "Window", "fold", "news_of", "recorded_stories"]
