"""One table of settings: name, type, default and help, read once from ``newsfold.toml`` and the environment.

A setting ``timeout`` of the section ``collect`` stands in the file as ``timeout`` under ``[collect]`` and in the environment as
``NEWSFOLD_COLLECT_TIMEOUT``; the environment wins. An unknown name or a value of the wrong type is an error that names the setting.
"""

# Annotations are types here and not texts: `table` asks for them in every run.
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Self

import msgspec

ENVIRONMENT_PREFIX = "NEWSFOLD_"


MOST = 1_000_000_000
"""No number in the settings may be larger."""


class Told(NamedTuple):
    """What a setting is told by: its default, the sentence that explains it, the least and the most it may be where it is a number."""

    default: Any
    help: str
    least: float
    most: float


def setting(default: Any, help: str, *, least: float = 0, most: float = MOST) -> Any:
    """A setting with its default and the sentence that explains it; of a number also the least and the most it may be."""
    return Told(tuple(default) if isinstance(default, list | tuple) else default, help, least, most)


class _SectionKind(msgspec.StructMeta):
    """Takes what a class tells of its settings, and leaves msgspec the defaults."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **given: Any) -> "_SectionKind":
        told = {key: value for key, value in namespace.items() if isinstance(value, Told)}
        defaults = {key: value.default for key, value in told.items()}
        return super().__new__(cls, name, bases, {**namespace, **defaults, "told": told}, **given)


class Section(msgspec.Struct, metaclass=_SectionKind, frozen=True, kw_only=True):
    """The base of the sections. Dataclasses would do, but take thirty times as long to load: longer than a small portal is published."""

    def evolve(self, **changes: Any) -> Self:
        """The same with some settings replaced."""
        return msgspec.structs.replace(self, **changes)


class PortalSettings(Section, frozen=True, kw_only=True):
    """What the portal is and where it stands."""

    title: str = setting("", "The portal's name, as readers see it.")
    topic: str = setting("", "The subject; the name of the topic file without a parent.")
    description: str = setting("", "One sentence about the portal, shown on the front page and in feeds.")
    url: str = setting("http://localhost:8000", "The address of the web server, without a path.")
    baseurl: str = setting("", 'The path below it where the portal stands, such as "/ai"; empty for the root.')
    locale: str = setting("en-us", "Language and country of the portal.")
    languages: tuple[str, ...] = setting(("en",), "Languages of articles that may come in; empty for all.")
    contact: str = setting("", "A web or mail address publishers can write to; sent with every request.")


class CollectSettings(Section, frozen=True, kw_only=True):
    """How sources and pages are fetched."""

    timeout: float = setting(20.0, "Seconds one request may take as a whole.", least=0.1, most=3_600)
    max_bytes: int = setting(5_000_000, "The most bytes a feed or page may have, unpacked.", least=1_000)
    max_picture_bytes: int = setting(8_000_000, "The most bytes a picture may have.", least=1_000)
    concurrency: int = setting(16, "Requests under way at once, over all hosts.", least=1, most=1_000)
    delay: float = setting(1.0, "Seconds between two requests to one host; a longer Crawl-delay in robots.txt wins.", most=86_400)
    robots: bool = setting(True, "Obey robots.txt.")
    hold_pictures: bool = setting(True, "Keep a copy of each article's picture in assets/pictures.")
    max_entries: int = setting(100, "The most entries taken from one source in one run, newest first.", least=1)
    max_age_days: int = setting(30, "Entries older than this are not collected; 0 for no limit.", most=36_500)
    allow_addresses: tuple[str, ...] = setting((), 'Private networks that may be reached all the same, such as "127.0.0.0/8".')
    ports: tuple[str, ...] = setting(("80", "443", "1024-65535"), 'Ports that may be asked, each "443" or "8000-8999".')
    mute_providers: tuple[str, ...] = setting((), 'Domains or names of publishers nothing is taken from, such as "press.example".')
    mute_phrases: tuple[str, ...] = setting((), "Words that keep an article out where its title or excerpt has them, in any case.")
    resolve: tuple[str, ...] = setting((), 'Fixed answers instead of DNS, each "HOST=ADDRESS:PORT"; HOST may be "*.example".')


class RateSettings(Section, frozen=True, kw_only=True):
    """How articles are rated."""

    minimum_quality: int = setting(0, "A lead below this quality gets a record but is not published.", most=10_000)
    hide_kinds: tuple[str, ...] = setting((), 'Kinds of which a lead gets a record but is not published, such as "market-research".')
    use_learned: bool = setting(True, "Let what `newsfold rate --learn` wrote correct the keywords, where it measured better than they.")
    authority_weight: float = setting(1.0, "What the points for who published it are multiplied by.", most=100)
    originality_weight: float = setting(
        1.0, "What the points for own work, copies, press releases and other kinds are multiplied by.", most=100
    )
    substance_weight: float = setting(1.0, "What the points for length, quotes, numbers and names are multiplied by.", most=100)
    completeness_weight: float = setting(1.0, "What the points for picture, author, excerpt and free reading are multiplied by.", most=100)
    focus_weight: float = setting(1.0, "What the points for the portal's topics in the title are multiplied by.", most=100)
    language_weight: float = setting(1.0, "What the points for the language are multiplied by.", most=100)
    style_weight: float = setting(1.0, "What the points for the headline are multiplied by.", most=100)


class FoldSettings(Section, frozen=True, kw_only=True):
    """How articles are folded into stories."""

    likeness: float = setting(0.65, "How alike an article must be to a story to join it, 0 to 1; from 0.55 to 0.75 little changes.", most=1)
    close_after_days: int = setting(20, "A story takes no new articles this many days after its latest.", least=1, most=3_650)
    count_networks: bool = setting(False, "Count publishers of one `network` (organization files) once for heat.")
    lead_margin: int = setting(5, "Points of quality by which a standing lead must be beaten to give way.")
    weights: str = setting("", "A file of weights trained for this portal, from its folder; empty for those that come with newsfold.")
    embeddings: str = setting("", "A folder with a sentence-embedding model (extra semantic), from the portal's folder; empty for none.")


class PublishSettings(Section, frozen=True, kw_only=True):
    """How the portal is published."""

    page_size: int = setting(25, "Articles on a page of the JSON API.", least=1)
    front_page_size: int = setting(30, "Stories on the front page and on a topic page of the site.", least=1)
    feed_size: int = setting(50, "Entries in a feed.", least=1)
    search: bool = setting(False, "A page to search all stories, by pagefind (`pip install 'newsfold[search]'`).")
    to: tuple[str, ...] = setting((), "Where the site is brought after each run, each a folder, rsync:TARGET or branch:NAME.")


class PicturesSettings(Section, frozen=True, kw_only=True):
    """How pictures are held."""

    faces: bool = setting(
        True, "Keep faces in view when a picture is cut, where `newsfold[faces]` is installed; nothing about a face is kept."
    )
    logos: int = setting(8, "Publishers without a logo whose sites a run asks for one, at most; 0 for none.", most=1_000)
    keep_days: int = setting(0, "Days a held picture is kept after its youngest article was published. 0 for ever.", most=36_500)


class EditionSettings(Section, frozen=True, kw_only=True):
    """What goes into an edition of the newsletter, and when there is one."""

    title: str = setting("", "The newsletter's name; empty for the portal's title.")
    every: str = setting("never", 'When `newsfold watch` makes and sends one: "never", "daily", or a weekday such as "friday".')
    hour: int = setting(6, "The hour of the day from which on it does, UTC.", most=23)
    max_stories: int = setting(15, "The most stories in an edition.", least=1)
    per_topic: int = setting(4, "The most stories under one topic, so that one topic does not eat the issue.", least=1)
    minimum_heat: int = setting(0, "Stories below this heat stay out.")
    first_days: int = setting(7, "How many days back the first edition looks.", most=3_650)
    late_hours: int = setting(24, "How much older than the last edition an article may be that came in after it.", most=87_600)


class MailSettings(Section, frozen=True, kw_only=True):
    """How editions are sent."""

    host: str = setting("", "The mail server (SMTP submission); empty: nothing is sent.")
    port: int = setting(587, "Its port: 587 for starttls, 465 for tls.", most=65_535)
    security: str = setting("starttls", '"starttls" or "tls", certificates always checked; "none" for a server on this machine only.')
    user: str = setting("", "The user to log in as; empty for none.")
    password: str = setting("", "The password, better in the environment.")
    ca_file: str = setting("", "A file with the certificate of the mail server's own authority, beside those the system trusts.")
    sender: str = setting("", 'Who the mails are from, such as "The AI Fold <news@portal.example>".')
    reply_to: str = setting("", "Where answers go; empty for the sender.")
    imprint: str = setting("", "Name and postal address of who is responsible, at the foot of every mail. Without it nothing is sent.")
    per_minute: int = setting(0, "The most mails a minute; 0 for as many as the server takes.")
    keep_days: int = setting(365, "Days it is remembered who got which edition. 0 for ever.", most=36_500)
    per_connection: int = setting(200, "Mails over one connection before the next is opened.", least=1)


class ServeSettings(Section, frozen=True, kw_only=True):
    """Where `newsfold serve --public` faces the internet."""

    public_url: str = setting("", "Its public address: the newsletter's links lead there, hubs call there. Empty: neither is done.")


class GitSettings(Section, frozen=True, kw_only=True):
    """What happens to changes where the portal is in a git repository."""

    commit: bool = setting(True, "Commit what a run changed, and nothing else.")
    push: bool = setting(False, "Push after a commit, to the branch's upstream.")


class SealSettings(Section, frozen=True, kw_only=True):
    """How the private fields of records are sealed."""

    key_file: str = setting("seal.keys", "The file with the portal's keys, made by `newsfold seal init`; without keys nothing is sealed.")


class StoreSettings(Section, frozen=True, kw_only=True):
    """Where the state is kept, and for how long."""

    url: str = setting("", "postgresql://USER@HOST/DATABASE, a password better in the environment; empty for .newsfold/store.db.")
    schema: str = setting("", "The schema of this portal in PostgreSQL, one for each portal; empty for newsfold_ and the folder's name.")
    keep_entries_days: int = setting(
        90, "Days an entry is kept after it was last listed; its address stays known. 0 for ever.", most=36_500
    )
    keep_texts_days: int = setting(180, "Days a text is kept for folding, at least while stories are open. 0 for ever.", most=36_500)
    keep_rejected_days: int = setting(90, "Days the reason of a rejection is kept. 0 for ever.", most=36_500)


class WatchSettings(Section, frozen=True, kw_only=True):
    """How `newsfold watch` runs."""

    port: int = setting(9464, "The port on loopback for /healthz and /metrics; 0 for none.", most=65_535)
    every: float = setting(60.0, "Seconds between two looks at what is due; a day runs where something is.", least=0.1)


class DeskSettings(Section, frozen=True, kw_only=True):
    """How the desk is reached."""

    port: int = setting(8640, "The port `newsfold desk` listens on.", most=65_535)
    url: str = setting("", 'The address a proxy with TLS is reached by, such as "https://desk.example.org"; empty: this machine alone.')
    proxy: str = setting("", "The network address of that proxy, which tells who asks; needed to listen on more than loopback.")


class Settings(Section, frozen=True, kw_only=True):
    """All settings, by section."""

    portal: PortalSettings = PortalSettings()
    collect: CollectSettings = CollectSettings()
    rate: RateSettings = RateSettings()
    fold: FoldSettings = FoldSettings()
    publish: PublishSettings = PublishSettings()
    pictures: PicturesSettings = PicturesSettings()
    edition: EditionSettings = EditionSettings()
    mail: MailSettings = MailSettings()
    serve: ServeSettings = ServeSettings()
    git: GitSettings = GitSettings()
    seal: SealSettings = SealSettings()
    store: StoreSettings = StoreSettings()
    watch: WatchSettings = WatchSettings()
    desk: DeskSettings = DeskSettings()

    @property
    def site_url(self) -> str:
        """The absolute address of the portal's root, without a final slash."""
        return self.portal.url.rstrip("/") + self.portal.baseurl.rstrip("/")


SECTIONS: Mapping[str, type[Any]] = dict(Settings.__annotations__)
"""The sections of ``newsfold.toml`` and the settings each holds, in file order."""


OLD_NAMES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("collect", "websub_url"): ("serve", "public_url"),
    ("mail", "public_url"): ("serve", "public_url"),
}
"""Settings that have another name now, by section and name. The old ones are still read, below the new one."""


class Row(NamedTuple):
    """One row of the table of settings."""

    section: str
    name: str
    type: Any
    default: Any
    help: str
    least: float = 0
    most: float = MOST

    @property
    def environment_name(self) -> str:
        """The variable that overrides it."""
        return environment_name(self.section, self.name)


def environment_name(section: str, name: str) -> str:
    """The variable that overrides a setting."""
    return f"{ENVIRONMENT_PREFIX}{section}_{name}".upper()


def table() -> Iterator[Row]:
    """Every setting there is, in file order."""
    for section, kind in SECTIONS.items():
        for name, told in kind.told.items():
            yield Row(section, name, kind.__annotations__[name], *told)
