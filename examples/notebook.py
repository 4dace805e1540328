"""A portal looked at in a notebook: open this file in Jupyter (jupytext) or VS Code, or run it: `python examples/notebook.py PORTAL`.

Wants `pip install "newsfold[frames,report]"`.
"""

# %%
import sys

import newsfold

portal = newsfold.open(sys.argv[1] if len(sys.argv) > 1 else ".")

# %% The hottest stories
stories = portal.stories()
hottest = stories.sort_values("heat", ascending=False).head(10)
print(hottest[["title", "articles", "publishers", "heat"]].to_string())

# %% How long a story lasts, in hours
hours = (stories["latest_at"] - stories["first_at"]).dt.total_seconds() / 3600
print(hours[stories["articles"] > 1].describe().to_string())

# %% Who is first with what others follow
articles = portal.articles(frame=True)
several = stories[stories["publishers"] > 1]
first = articles[articles["published_at"].isin(several["first_at"])]
print(first["provider"].value_counts().head(10).to_string())

# %% Quality by publisher
print(articles.groupby("domain")["quality"].agg(["count", "mean"]).sort_values("count", ascending=False).head(10).to_string())

# %% Topics over time
by_week = articles.explode("topics").groupby([articles["published_at"].dt.strftime("%G-W%V"), "topics"]).size().unstack(fill_value=0)
print(by_week.to_string())

# %% Stories over time
figure = portal.plot_stories()
figure.savefig("stories.png")

# %% Why the hottest leads
print(portal.explain(hottest["path"].iloc[0]).reasons)
portal.close()
