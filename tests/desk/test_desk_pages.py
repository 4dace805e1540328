"""All pages in a real browser: hostile words stay words, every form works without a script, nobody is shut out."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsfold.collect import StaticResolver
from newsfold.content.record import write_record
from newsfold.desk.actions import hide
from newsfold.desk.ask import Ask
from newsfold.desk.pages.queues import QUEUES
from newsfold.desk.services import Desk
from newsfold.desk.ways import WAYS
from newsfold.outcome import Rejected
from newsfold.store.people import Tip

LEAD = "2026-11-10-lumen-opens-a-laboratory"
SECOND = "2026-11-10-a-new-laboratory-for-lumen"
TWIN = "2026-11-10-robots-at-work-in-lumen-s-new-halls"
POOR = "2026-11-10-ten-robots-to-buy"
PASSWORD = "four words of courage"
SCRIPT = "\"'><script>window.hacked=1</script><img src=x onerror=window.hacked=1><svg onload=window.hacked=1></svg>{{7*7}}"
PLACES = [
    "/?which=all",
    f"/stories/{LEAD}?one={LEAD}&other={SECOND}&near=robots",
    f"/articles/{LEAD}",
    "/search?q=lumen",
    *(f"/queues/{name}" for name in QUEUES),
    "/sources",
    "/rules",
    "/rules/topics/ai",
    "/overview",
    "/history",
    "/audit",
    "/people",
    "/me",
    f"/preview?action=merge&article={LEAD}&article={TWIN}",
]

pytestmark = pytest.mark.browser


def test_every_page_is_among_those_that_are_looked_at() -> None:
    pages = {way.path for way in WAYS if way.method == "GET" and way.role and not way.path.endswith((".json", ".opml", "{key}"))}
    known = {re.sub(r"/\{.*", "/", path) for path in pages}
    assert {re.sub(r"^(/(?:stories|articles|queues|rules/topics)/).*", r"\1", place.partition("?")[0]) for place in PLACES} == known - {
        "/queues"
    }


def make_hostile(desk: Desk, folder: Path) -> None:
    """Words that would be a script in everything that people elsewhere write, and in what editors do."""
    article = desk.portal.repository.record(f"_news/{LEAD}.md").article
    hostile = article.evolve(
        title=SCRIPT, excerpt=SCRIPT, topics=(SCRIPT, "AI"), kind=SCRIPT, language=SCRIPT, web_url="javascript:window.hacked=1"
    )
    (folder / article.path).write_text(write_record(hostile.evolve(provider=article.provider.evolve(name=SCRIPT, domain=SCRIPT))))
    poor = desk.portal.repository.record(f"_news/{POOR}.md").article
    (folder / poor.path).write_text(write_record(poor.evolve(title=f"{SCRIPT} gate", excerpt=SCRIPT)))
    why = Rejected(stage=SCRIPT, reason=SCRIPT, url="javascript:window.hacked=1", code=SCRIPT)
    desk.portal.store.reject(why, at=desk.now())
    desk.portal.store.reject(why.evolve(url=f"https://a.example/{SCRIPT}", code="off-topic"), at=desk.now())
    (folder / "_data" / "sources.yaml").write_text(
        f"- url: https://a.example/feed\n  title: {json.dumps(SCRIPT)}\n  category: {json.dumps(SCRIPT)}\n"
    )
    topic = folder / "_data" / "topics" / "robotics.yaml"
    topic.write_text(topic.read_text() + f"  - {json.dumps(SCRIPT)}\n")
    desk.people.tips.add(
        Tip(address="javascript:window.hacked=1", url="javascript:window.hacked=1", words=SCRIPT, sent_by=SCRIPT, at=desk.now())
    )
    desk.jobs.tell(SCRIPT, desk.now(), SCRIPT)
    desk.tell(SCRIPT, SCRIPT, SCRIPT)
    desk.portal.store.records.keep_edits(article.path, ("title", "excerpt"))
    desk.shelving.run()
    hide.WAY.does(desk, Ask(path="/hide", who=SCRIPT, role="editor", form={"article": (POOR,)}))


def test_hostile_words_are_words_on_every_page(tab, desk: Desk, folder: Path) -> None:
    make_hostile(desk, folder)
    tab.on("dialog", lambda dialog: tab.troubles.append(dialog.message))
    said = 0
    for place in [*PLACES, "/search?q=script", f"/queues/rejected?code={SCRIPT}", f"/search?q={SCRIPT}"]:
        assert tab.goto(place).status == 200, place
        made = "main img[src='x'], main script, main svg[onload], [href^=javascript]"
        found = tab.evaluate("made => [window.hacked, document.querySelectorAll(made).length]", made)
        assert found == [None, 0], place
        assert "49" not in tab.locator("h1").first.inner_text()
        said += "<script>window.hacked=1</script>" in tab.locator("main").inner_text()
    assert said > 12


def places_and_states(tab, desk: Desk) -> Iterator[str]:
    """Every page, one after the other, and the states of pages that only an action leads to."""
    for place in [*PLACES, "/nowhere"]:
        tab.goto(place)
        yield place
    tab.goto(f"/articles/{LEAD}")
    tab.fill("#f-quality", "many")
    tab.get_by_role("button", name="Save").click()
    tab.wait_for_selector("#f-quality[aria-invalid]:focus")
    yield "an edit that was refused"
    tab.goto(f"/articles/{LEAD}")
    desk.portal.edit(f"_news/{LEAD}.md", {}, {"title": "Another editor's"}, by="ben")
    tab.fill("#f-title", "Mine")
    tab.get_by_role("button", name="Save").click()
    tab.wait_for_selector(".clash")
    yield "two edits at once"
    tab.goto("/rules")
    tab.fill("#r-minimum_quality", "200")
    tab.get_by_role("button", name="Try minimum quality").click()
    tab.wait_for_selector("#tried")
    yield "a rule that was tried"
    tab.goto("/")
    tab.wait_for_selector(".empty")
    yield "an empty front"
    tab.context.clear_cookies()
    tab.goto("/login")
    tab.fill("#name", "owner")
    tab.fill("#password", "a guess")
    tab.press("#password", "Enter")
    tab.wait_for_selector(".wrong")
    yield "a wrong password"


def test_no_page_shuts_anybody_out_in_either_scheme_at_either_width(tab, desk: Desk) -> None:
    """Every rule in each scheme and at each width; no colour depends on the width."""
    axe = pytest.importorskip("axe_playwright_python.base").AXE_SCRIPT
    run = "() => axe.run({resultTypes: ['violations']}).then(told => told.violations.map(one => [one.id, one.nodes[0].html]))"
    for place in places_and_states(tab, desk):
        tab.evaluate(axe)
        for scheme, width in (("light", 360), ("dark", 1200)):
            tab.set_viewport_size({"width": width, "height": 800})
            tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # A colour half-way is none.
            assert tab.evaluate(run) == [], (place, scheme, width)
            assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), (place, width)


STORY, ARTICLE, TOPIC = f"/stories/{LEAD}?near=robots", f"/articles/{LEAD}", "/rules/topics/ai"
OPML = {
    "name": "a.opml",
    "mimeType": "text/xml",
    "buffer": b'<opml><body><outline text="B" xmlUrl="https://b.example/feed"/></body></opml>',
}
FORMS = [
    # The page, where its form goes, the button, what is chosen or filled in, and what the desk says then.
    ("/", "/seen", "All seen", {}, "All seen."),
    ("/?which=all", "/hide", "Hide", {}, "Hidden"),
    (STORY, "/undo", "Undo", {}, "Took back"),
    ("/queues/gate", "/publish", "Publish", {}, "Heat now"),
    (STORY, "/lead", "Lead", {}, "leads"),
    (STORY, "/unpin", "Let the best lead", {}, "Heat now"),
    (STORY, "/preview /split", "Split the chosen", {"article": [SECOND]}, "of their own"),
    (STORY, "/preview /merge", "Merge with the chosen", {"article": [TWIN]}, "One story"),
    ("/history", "/undo", "Undo", {}, "Took back"),
    ("/?which=all", "/preview /merge", "Merge the chosen", {"article": [LEAD, TWIN]}, "One story"),
    ("/history", "/undo", "Undo", {}, "Took back"),
    (STORY, "/preview /move", "Move", {}, "Heat now"),
    (STORY, f"/stories/{LEAD}", "Compare", {}, "Evidence"),
    (STORY, f"/stories/{LEAD}", "Find", {"near": "halls"}, "Robots at work"),
    (ARTICLE, f"{ARTICLE}/edit", "Save", {"excerpt": "Written without a script."}, "Changed: excerpt."),
    (ARTICLE, f"{ARTICLE}/give-back", "Give back", {"field": ["excerpt"]}, "may write these fields again"),
    (ARTICLE, "/articles", "Read again", {}, "It is fetched"),
    (f"/articles/{POOR}", f"/articles/{POOR}/remove", "Take down", {"why": "asked for"}, "Taken down"),
    ("/queues/off-topic", "/take", "Take it anyway", {"topic": "AI"}, "Taken in"),
    ("/queues/tips", "/tips", "Send", {"url": "https://a.example/3", "words": "look"}, "Thank you."),
    ("/queues/tips", "/tips/drop", "Drop", {}, "Dropped."),
    ("/queues/tips", "/tips/take", "Take", {}, "It is fetched"),
    ("/search", "/search", "Search", {"q": "lumen"}, "articles"),
    ("/search?q=lumen", "/search/save", "Save", {"label": "Lumen"}, "Saved as"),
    ("/search", "/search/drop", "Drop", {}, "Dropped."),
    ("/sources", "/sources/test", "Test", {}, "It is asked now"),
    ("/sources", "/sources/pause", "Pause", {}, "is paused"),
    ("/sources", "/sources/rhythm", "Set", {"every": "3 hours"}, "every 3 hours"),
    ("/sources", "/sources/remove", "Take off", {}, "off the list"),
    ("/sources", "/sources/add", "Add", {"url": "https://c.example/feed", "title": "C"}, "Added"),
    ("/sources", "/sources/import", "Import", {"file": OPML}, "Added 1 source of 1"),
    ("/sources", "/sources/mute", "Mute", {"kind": "phrase", "value": "horoscope"}, "is muted"),
    ("/sources", "/sources", "Find", {"q": "C"}, "c.example"),
    ("/sources", "/articles", "Take in", {"url": "https://a.example/4"}, "It is fetched"),
    ("/rules", "/rules/try /rules", "Try", {"value": "30"}, "Saved: minimum_quality = 30"),
    (TOPIC, f"{TOPIC}/try", "Try", {}, "What would have changed"),
    (TOPIC, TOPIC, "Save", {}, "Saved."),
    ("/people", "/people/add", "Add", {"name": "zoe", "password": "another long password"}, "zoe may come in"),
    ("/people", "/people/change", "Change", {"role": "reader"}, "is reader now"),
    ("/me", "/me/tokens", "Make a token", {"label": "a program", "scope": "reader"}, "shown this once"),
    ("/me", "/me/tokens/end", "End", {}, "holds no longer"),
    ("/me", "/logout", "Log out", {}, "Log in"),
]


FIND_BUTTON = """(all, [goes, words]) => all.findIndex(one => one.form && one.textContent.trim().startsWith(words) &&
    new URL(one.getAttribute("formaction") || one.form.getAttribute("action"), location).pathname === goes)"""
FIND_INPUT = """([button, name, value]) => [...button.form.elements].find(one =>
    one.name === name && one.type !== "hidden" && (one.type !== "checkbox" || one.value === value))"""


def push(page, goes: str, words: str, given: dict[str, object]) -> None:
    """Fill in the form that goes there, and push its button."""
    number = page.locator("button").evaluate_all(FIND_BUTTON, [goes, words])
    assert number >= 0, (page.url, goes, words)
    button = page.locator("button").nth(number)
    if not button.is_visible():
        button.locator("xpath=ancestor::details/summary").click()
    for name, value in ((name, value) for name, values in given.items() for value in (values if isinstance(values, list) else [values])):
        found = page.evaluate_handle(FIND_INPUT, [button.element_handle(), name, value if isinstance(value, str) else ""]).as_element()
        kind = found.evaluate("one => one.type")
        if kind == "checkbox":
            found.check()
        elif kind == "file":
            found.set_input_files(value)
        elif kind == "select-one":
            found.select_option(value)
        else:
            found.fill(value)
    with page.expect_navigation(wait_until="domcontentloaded") as went:
        button.click(force=True)
    assert went.value.status == 200, (goes, page.locator("main").inner_text()[:300])


def test_every_form_of_every_page_works_without_a_script(chromium, served: str, desk: Desk, enter: Callable[..., None]) -> None:
    desk.resolver = StaticResolver({})
    for number in (1, 2):
        url = f"https://a.example/{number}"
        desk.people.tips.add(Tip(address=url, url=url, words="", sent_by="reader", at=desk.now()))
    grown = desk.shelf.at(paths=[f"_news/{TWIN}.md"])[0].evolve(members=2)
    desk.shelf.put([(grown, "")], now=int(desk.now().timestamp()))
    context = chromium.new_context(base_url=served, java_script_enabled=False, viewport={"width": 1100, "height": 900})
    page = context.new_page()
    page.set_default_timeout(20_000)
    enter(page)
    for place, goes, words, given, says in FORMS:
        if page.url != f"{served}{place}":
            page.goto(place, wait_until="domcontentloaded")
        first, _, then = goes.partition(" ")
        push(page, first, words, given)
        if then:
            push(page, then, "", {})
        assert says in page.locator("body").inner_text(), (place, goes)
    enter(page)
    page.goto("/me")
    push(page, "/me/password", "Change it", {"old": PASSWORD, "password": "another long password"})
    context.close()
    while not all(job.is_done for job in desk.jobs.all):
        time.sleep(0.01)
    done = {goes for row in FORMS for goes in row[1].split()} | {"/login", "/me/password"}
    forms = {way.path for way in WAYS if way.method == "POST"} - {"/apart"}  # That is for programs; the preview leads to it.
    assert {path for path in forms if not any(re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), goes) for goes in done)} == set()
