"""Editions made and kept: what is new since the last one, chosen, rendered, and written to ``_newsletters/`` as the portals do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from newsfold.article import Article, Frozen, Related
from newsfold.content.atomic import write_atomically
from newsfold.content.fields import bare, quoted
from newsfold.content.front_matter import load_mapping, parse_document
from newsfold.content.paths import slug
from newsfold.content.repository import PICTURES, Repository
from newsfold.edition import Candidate, Issue, Limits, Plate, Section, choose, html_of, issue_of, plain_of, words_for
from newsfold.errors import InputError, RecordError
from newsfold.held_sizes import card_path
from newsfold.publish.addresses import folder_name, safe_link
from newsfold.publish.pictures import site_picture
from newsfold.settings import EditionSettings, Settings
from newsfold.written_time import day, moment

FOLDER: Final = "_newsletters"
MOST_KEPT: Final = 400
"""Editions that are read to know what readers had: more than a year of daily ones. Stories are closed after weeks."""

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMED = re.compile(r"[a-z0-9][a-z0-9_-]{0,180}")


class KeptEdition(Frozen, frozen=True, kw_only=True):
    """An edition in ``_newsletters/``. ``articles`` are the leads it showed, none where an older program wrote it; ``html`` is whole."""

    id: str
    title: str
    at: datetime
    topic: str = ""
    subject: str = ""
    preheader: str = ""
    excerpt: str = ""
    articles: tuple[str, ...] = ()
    html: str = ""
    text: str = ""


def kept_editions(repository: Repository) -> tuple[tuple[KeptEdition, ...], tuple[RecordError, ...]]:
    """The youngest :data:`MOST_KEPT` editions, the oldest first, and what could not be read."""
    found: list[KeptEdition] = []
    errors: list[RecordError] = []
    files = sorted((repository.folder / FOLDER).glob("*.html"), key=lambda file: (_day(file.stem), file.name))
    for file in files[-MOST_KEPT:]:
        try:
            found.append(read_edition(repository, file.stem))
        except RecordError as error:
            errors.append(error)
    return tuple(sorted(found, key=lambda edition: (edition.at, edition.id))), tuple(errors)


def _day(stem: str) -> str:
    dated = re.search(r"\d{4}-\d\d-\d\d", stem)
    return dated[0] if dated else ""


def read_edition(repository: Repository, id: str) -> KeptEdition:
    """One edition. Raises :class:`RecordError` naming file and remedy."""
    path = f"{FOLDER}/{id}.html"
    document = parse_document(repository.text(path), where=path)
    fields = load_mapping(document.front, where=path, first_line=2)
    at = fields.get("publishedDateTime")
    if not isinstance(at, datetime):
        raise RecordError("has no publishedDateTime", where=path, remedy="Write publishedDateTime: 2026-11-15T06:00:00Z.")
    topics = fields.get("topics")
    articles = fields.get("articles")
    plain = f"{FOLDER}/{id}.txt"
    return KeptEdition(
        id=id,
        title=str(fields.get("title") or id),
        at=at if at.tzinfo else at.replace(tzinfo=UTC),
        topic=str(topics[0]) if isinstance(topics, list) and topics else "",
        subject=str(fields.get("subject") or fields.get("title") or id),
        preheader=str(fields.get("preheader") or ""),
        excerpt=str(fields.get("excerpt") or ""),
        articles=tuple(str(address) for address in articles) if isinstance(articles, list) else (),
        html=document.tail.partition("\n")[2],
        text=repository.text(plain) if repository.has(plain) else "",
    )


def make_issue(
    repository: Repository, settings: Settings, *, now: datetime, topic: str = "", since: datetime | None = None
) -> Issue | None:
    """The edition that is to be made now, of one topic or of all; None where nothing is new. Writes nothing.

    ``since`` overrides when the last edition was. Raises :class:`InputError` for a topic the portal does not have.
    """
    content = repository.read_all()
    names = tuple(one.name for one in content.topics)
    own = topic or settings.portal.topic
    if topic and topic not in names:
        raise InputError(f"the portal has no topic {topic!r}", where="--topic", remedy=f"Topics are: {', '.join(names)}.")
    kept = tuple(edition for edition in kept_editions(repository)[0] if edition.topic == own and edition.at <= now)
    last = kept[-1].at if kept else None
    begin = since or (last - timedelta(hours=settings.edition.late_hours) if last else now - timedelta(days=settings.edition.first_days))
    articles = [record.article for record in content.records]
    held = repository.held_pictures(tuple(articles))
    candidates = candidates_of(articles, kept, begin=begin, now=now, topic=topic, site_url=settings.site_url, held=held)
    limits = Limits(stories=settings.edition.max_stories, per_topic=settings.edition.per_topic, minimum_heat=settings.edition.minimum_heat)
    sections = choose(candidates, limits, own_topic=own, topics=names)
    if not sections:
        return None
    sections, plates = _plated(sections, settings.site_url, own)
    title = settings.edition.title or settings.portal.title or settings.portal.topic
    name = f"{title}: {topic}" if topic else title
    return issue_of(
        sections,
        id=_new_id(repository, name, now),
        name=name,
        topic=own,
        at=now.replace(microsecond=0),
        since=since or last,
        site_url=settings.site_url,
        words=words_for(settings.portal.locale),
    ).evolve(plates=plates)


def _plated(sections: Sequence[Section], site_url: str, own: str) -> tuple[tuple[Section, ...], tuple[Plate, ...]]:
    """The sections with a plate for each first story that has no picture, for that is where an edition shows one."""
    from newsfold.pictures.plates import plate  # noqa: PLC0415 - loads Pillow; who only reads kept editions does not need it

    plates: dict[str, Plate] = {}
    done = []
    for section in sections:
        first, *others = section.items
        if first.candidate.picture is None:
            provider, topic = first.candidate.lead.provider, section.topic or own
            body = plate(topic, provider.name or provider.domain)
            path = f"{PICTURES}/plate-{sha256(body).hexdigest()[:16]}.jpg"
            plates[path] = Plate(path=path, body=body)
            alt = " · ".join(filter(None, (provider.name or provider.domain, topic)))
            first = first.evolve(candidate=first.candidate.evolve(picture=f"{site_url}/{path}", picture_alt=alt))
        done.append(section.evolve(items=(first, *others)))
    return tuple(done), tuple(plates.values())


def candidates_of(
    articles: Sequence[Article],
    kept: Iterable[KeptEdition],
    *,
    begin: datetime,
    now: datetime,
    topic: str = "",
    site_url: str = "",
    held: Mapping[str, str] | None = None,
) -> Iterator[Candidate]:
    """The stories something of which was published after ``begin``, with what is new in them since readers had them.

    A story was in an edition when any of its articles was, whichever leads it now. ``held`` are the held pictures' paths by address.
    """
    from newsfold.fold.news import news_of  # noqa: PLC0415 - folding loads numpy; who only reads kept editions does not need it

    shown_at: dict[str, datetime] = {}
    for edition in kept:
        for address in edition.articles:
            shown_at[address] = max(edition.at, shown_at.get(address, edition.at))
    known = {article.address: article for article in articles}
    for lead in articles:
        if not lead.is_shown or lead.is_folded or (topic and topic not in lead.topics) or lead.published_at > now:
            continue
        story = _story(lead, known)
        if max(article.published_at for article in story) <= begin:
            continue
        url = safe_link(lead.web_url) or safe_link(lead.original_url)
        if url is None:
            continue
        # Of a story that began before, and was in no edition, only what came since is new.
        began_before = begin if lead.published_at <= begin else None
        shown = max((shown_at[one.address] for one in story if one.address in shown_at), default=began_before)
        news = news_of(story, shown) if shown else None
        yield Candidate(
            lead=lead,
            url=url,
            story_url=f"{site_url}/news/{folder_name(lead)}/",
            reporters=_reporters(story),
            shown_at=shown,
            news=tuple(article.evolve(web_url=safe_link(article.web_url)) for article in news.articles) if news else (),
            new_publishers=len(news.new_publishers) if news else 0,
            picture=_picture(lead, site_url, held or {}),
        )


def _story(lead: Article, known: Mapping[str, Article]) -> tuple[Article, ...]:
    """The lead and all other articles of its story, from their records where the portal has them."""
    others = (known.get(related.web_url or "") or _from_related(related, lead) for related in lead.related)
    return (lead, *(other for other in others if other is not None))


def _from_related(related: Related, lead: Article) -> Article | None:
    if related.provider is None or not related.web_url:
        return None
    return Article(
        title=related.title,
        excerpt=related.excerpt or "",
        published_at=related.published_at or lead.published_at,
        web_url=related.web_url,
        provider=related.provider,
        quality=related.quality,
    )


def _reporters(story: Sequence[Article]) -> tuple[str, ...]:
    names = {article.provider.domain: article.provider.name or article.provider.domain for article in reversed(story)}
    lead = story[0].provider.domain
    return tuple(dict.fromkeys(names[one.provider.domain] for one in story if one.provider.domain != lead))


def _picture(lead: Article, site_url: str, held: Mapping[str, str]) -> str | None:
    """The card of the lead's held picture on the site. Pictures of others are never named in a mail: they would tell who reads it."""
    path = held.get(lead.images[0].url) if lead.images else None
    card = card_path(path) if path else None
    place = site_picture(card) if card else None
    return f"{site_url}/{place}" if place else None


def _new_id(repository: Repository, name: str, now: datetime) -> str:
    base = f"{slug(name, name)[:120].rstrip('-')}-{day(now)}"
    taken = {file.stem for file in (repository.folder / FOLDER).glob("*.html")}
    numbers = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(id for id in numbers if id not in taken)


def no_journal(path: str, body: bytes) -> None:
    """What stands in where nobody is to be told what is about to be written."""


def keep(repository: Repository, issue: Issue, *, announce: Callable[[str, bytes], None] = no_journal) -> tuple[str, ...]:
    """Write an edition to ``_newsletters/``, its plates and its plain text first; the paths. ``announce`` is told path and bytes before,
    for git.
    """
    files = {one.path: one.body for one in issue.plates}
    files |= {f"{FOLDER}/{issue.id}.txt": plain_of(issue).encode(), f"{FOLDER}/{issue.id}.html": file_of(issue).encode()}
    for path, body in files.items():
        announce(path, body)
        write_atomically(repository.folder / path, body)
    return tuple(files)


def file_of(issue: Issue) -> str:
    """The text of an edition's file: the portals' front matter with newsfold's own fields behind it, and the HTML."""
    best = " / ".join(entry.title for entry in issue.entries[:3])
    front = [
        f"title: {quoted(issue.title)}",
        f"excerpt: {quoted(best)}",
        f"publishedDateTime: {moment(issue.at)}",
        f"webUrl: {quoted(issue.url)}",
        "type: article",
        f"subject: {quoted(issue.subject)}",
        f"preheader: {quoted(issue.preheader)}",
        "",
        "topics:",
        f"  - {bare(issue.topic)}",
        "",
        "articles:",
        *(f"  - {quoted(address)}" for address in issue.articles),
    ]
    return "---\n" + "\n".join(front) + "\n---\n" + html_of(issue)


def is_edition_id(text: str) -> bool:
    """Whether a text can be the name of an edition."""
    return bool(_NAMED.fullmatch(text))


def is_due(settings: EditionSettings, last: datetime | None, now: datetime) -> bool:
    """Whether the schedule wants an edition now: the day's hour is reached, and the last one was made before it."""
    today = now.astimezone(UTC).replace(hour=settings.hour % 24, minute=0, second=0, microsecond=0)
    wanted = settings.every == "daily" or settings.every.lower() == _WEEKDAYS[now.astimezone(UTC).weekday()]
    return wanted and now >= today and (last is None or last < today)
