"""A portal with news and a real mail server on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from newsfold.article import Article
from newsfold.content.repository import Repository
from newsfold.portal_folder import settings_of
from newsfold.settings import Settings
from newsfold.store.people import People, Subscriber

NOW = datetime(2026, 11, 15, 6, 0, tzinfo=UTC)


@dataclass
class PostOffice:
    """What a mail server took: mails by recipient. ``answers`` are what it says to addresses that begin so, instead of taking them.

    With ``hangs_up`` it says so and closes the connection. ``last_word`` is its answer to a whole mail it took. It takes
    ``most`` mails over one connection.
    """

    port: int = 0
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False
    last_word: str = "250 taken"
    most: int = 1_000
    lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        session.mails = getattr(session, "mails", 0) + 1  # type: ignore[attr-defined]
        if session.mails > self.most:  # type: ignore[attr-defined]
            return "421 4.7.0 enough mails for one connection"
        envelope.mail_from = address
        return "250 fine"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        for start, answer in self.answers.items():
            if address.startswith(start):
                if self.hangs_up:
                    await server.push(answer)
                    server.transport.close()
                return answer
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        with self.lock:
            self.taken += [(address, bytes(envelope.content or b"")) for address in envelope.rcpt_tos]
        return self.last_word

    def mails_to(self, address: str) -> list[EmailMessage]:
        """The mails an address got, as its reader's program sees them."""
        return [message_from_bytes(body, policy=default) for to, body in self.taken if to == address]


def free_port() -> int:
    """A port on loopback that nobody listens on; the mail server wants to know its own beforehand."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def serve_mail() -> Iterator[Callable[..., int]]:
    """Serves a post office as a real mail server (aiosmtpd) and returns its port."""
    controllers: list[Controller] = []

    def serve(office: PostOffice, **options: object) -> int:
        controllers.append(Controller(office, hostname="127.0.0.1", port=free_port(), **options))
        controllers[-1].start()
        return int(controllers[-1].port)

    yield serve
    for controller in controllers:
        controller.stop()


@pytest.fixture
def post_office(serve_mail: Callable[..., int]) -> PostOffice:
    """A real mail server (aiosmtpd) on loopback."""
    office = PostOffice()
    office.port = serve_mail(office)
    return office


@pytest.fixture
def portal_folder(tmp_path: Path, post_office: PostOffice, make_article: Callable[..., Article]) -> Path:
    """A portal about AI with five leads of the last days, that sends through the local mail server."""
    folder = tmp_path / "portal"
    (folder / "_data" / "topics").mkdir(parents=True)
    for number, name in enumerate(("AI", "Robotics")):
        parent = "parent: AI\n" if number else ""
        (folder / "_data" / "topics" / f"0{number}-{name.lower()}.yaml").write_text(
            f"_id: {name.lower()}\nname: {name}\n{parent}keywords:\n  - {name}\n"
        )
    (folder / "newsfold.toml").write_text(
        '[portal]\ntitle = "The AI Fold"\ntopic = "AI"\nurl = "https://portal.example"\n'
        f'[mail]\nhost = "127.0.0.1"\nport = {post_office.port}\nsecurity = "none"\nsender = "The AI Fold <news@portal.example>"\n'
        'imprint = "Ada Quill, 1 Lane End, Portmaren"\n[serve]\npublic_url = "http://127.0.0.1:9"\n'
    )
    repository = Repository(folder)
    for number, title in enumerate(
        ("Lumen opens weights", "Robots fold laundry", "Regulator fines Helio", "Chips run short", "Tern learns to swim")
    ):
        topics = ("AI", "Robotics") if number == 1 else ("AI",)
        article = make_article(title, heat=50 - number, quality=20, published=True, topics=topics)
        repository.add(article.evolve(published_at=NOW - timedelta(hours=10 + number)))
    return folder


@pytest.fixture
def settings(portal_folder: Path) -> Settings:
    return settings_of(portal_folder, {})


@pytest.fixture
def people(portal_folder: Path) -> Iterator[People]:
    with People.in_folder(portal_folder) as opened:
        yield opened


@pytest.fixture
def subscribe(people: People) -> Callable[..., None]:
    """Subscribes addresses, as if they had confirmed."""

    def put(*addresses: str, **fields: object) -> None:
        values = {"state": "subscribed", "asked_at": NOW, "confirmed_at": NOW, "consent": "the form", **fields}
        people.subscribers.put_new([Subscriber(address=address, **values) for address in addresses])

    return put
