"""What tells programs about the portal: ``llms.txt`` (llmstxt.org) and the sources as OPML 2.0 (opml.org)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from newsfold.page import Source
from newsfold.publish.addresses import safe_link
from newsfold.publish.holdings import Plan
from newsfold.publish.plain_text import MAX_EXCERPT, MAX_NAME, shown
from newsfold.publish.prints import print_of
from newsfold.publish.site import Site
from newsfold.publish.xml_words import escaped

_GENERAL = "General"


def llms(site: Site) -> Plan:
    """``llms.txt``: what the site is, and where its data are, for programs that read text."""
    return Plan(paths=("site/llms.txt",), inputs=print_of(site.print, "llms"), draw=partial(_llms, site))


def _llms(site: Site) -> bytes:
    url = site.url
    topics = "".join(
        f"- [{_plain(item.topic.name)}]({url}/topics/{item.topic.id}/): JSON at {url}/api/news/{item.topic.id}/index.json\n"
        for item in site.about.menu
    )
    summary = f"> {_plain(site.about.description)}\n\n" if site.about.description else ""
    text = (
        f"# {_plain(site.title)}\n\n{summary}"
        "Every story is told once: under its best report, with everyone else who reported it and when. The articles belong to their"
        " publishers; cite and link those.\n\n"
        "## Data\n\n"
        f"- [News]({url}/api/news/index.json): all articles as JSON, newest first, 25 a page; `nextPage` names the next page\n"
        f"- [OpenAPI]({url}/api/openapi.json): the description of that API\n"
        f"- [Atom]({url}/feed.xml), [RSS]({url}/rss.xml), [JSON Feed]({url}/feed.json): the newest\n"
        f"- [Top stories]({url}/top/feed.json): the hottest of each day\n"
        f"- [Sources]({url}/sources.opml): what is read, as OPML\n"
        f"- [Sitemap]({url}/sitemap.xml)\n"
        + (f"\n## Topics\n\n{topics}" if topics else "")
        + f"\n## Optional\n\n- [Archive]({url}/archive/): every story by month\n- [Publishers]({url}/providers/): everyone who reported\n"
    )
    return text.encode("utf-8", "replace")


def _plain(text: str) -> str:
    return text.translate(str.maketrans("", "", "[]<>`"))


def opml(site: Site, source_list: str, read_sources: Callable[[str], tuple[Source, ...]]) -> Plan:
    """``sources.opml``: the feeds that are read, by category."""
    draw = partial(_opml, site, source_list, read_sources)
    return Plan(paths=("site/sources.opml",), inputs=print_of(site.print, "opml", source_list), draw=draw)


def _opml(site: Site, source_list: str, read_sources: Callable[[str], tuple[Source, ...]]) -> bytes:
    categories: dict[str, list[str]] = {}
    for source in read_sources(source_list) if source_list else ():
        url = safe_link(source.url)
        if url:
            title = escaped(shown(source.title, MAX_EXCERPT) or url)
            line = f'<outline type="rss" text="{title}" title="{title}" xmlUrl="{escaped(url)}"/>'
            categories.setdefault(shown(source.category, MAX_NAME) or _GENERAL, []).append(line)
    body = "".join(
        f'<outline text="{escaped(name)}">\n' + "".join(f"{line}\n" for line in lines) + "</outline>\n"
        for name, lines in sorted(categories.items())
    )
    head = f"<head>\n<title>{escaped(site.title)}</title>\n</head>"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0">\n{head}\n<body>\n{body}</body>\n</opml>\n'.encode(
        "utf-8", "replace"
    )
