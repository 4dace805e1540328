"""What publishing costs, all in one run: the start of the program; the whole azure portal beside Pelican and Hugo on the same records; a
run after one new article; search index and precompression apart; portals of up to 100,000 records.

    python benchmarks/publish.py [--pelican PROGRAM] [--hugo PROGRAM] [--jekyll PROGRAM] [--vnu JAR] [--axe] [--sizes 5000 20000 100000]
                                 [--runs 3]

Times are wall times of whole processes, the best of several runs (of one for more than 20,000 records), everything made from nothing, and
the processor time of the same processes. Programs that are not there are left out.
Pelican and Hugo are given the records unchanged in what they show, with bare templates: Pelican its own "simple" theme.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import brotli

from newsfold.content.canonical import canonical_article
from newsfold.content.front_matter import parse_document
from newsfold.publish import index_site
from newsfold.service.site_serving import Squeezer

ROOT = Path(__file__).parents[1]
PORTALS = ROOT.parent / "shared" / "data" / "portals"
NEW = "_news/2041-01-01-one-more-bridge-between-two-clouds.md"


class Took(float):
    """The wall time of a process in seconds; ``cpu`` is the time it had of all processors, ``peak`` the most memory it had, in MB."""

    cpu = 0.0
    peak = 0


def timed(command: list[str], folder: Path, *, runs: int, before: Callable[[], None] = lambda: None) -> Took:
    """The best times of a process; what it makes is made anew each time by ``before``."""
    best, cpu, peak = float("inf"), float("inf"), 0
    for _ in range(runs):
        before()
        with tempfile.TemporaryFile() as told:
            start = time.perf_counter()
            process = subprocess.Popen(command, cwd=folder, stdout=told, stderr=told)
            _, status, used = os.wait4(process.pid, 0)
            took = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                told.seek(0)
                sys.exit(f"{' '.join(command)} failed: {told.read()[-2000:].decode('utf-8', 'replace')}")
        best, cpu, peak = min(best, took), min(cpu, used.ru_utime + used.ru_stime), max(peak, used.ru_maxrss // 1000)
    answer = Took(best)
    answer.cpu, answer.peak = cpu, peak
    return answer


def newsfold(portal: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "newsfold", "publish", "--portal", str(portal), *more]


def forget(portal: Path) -> None:
    for name in ("site", "api", ".newsfold"):
        shutil.rmtree(portal / name, ignore_errors=True)


def unpacked(folder: Path, name: str) -> Path:
    with tarfile.open(PORTALS / f"{name}.tar.gz") as tar:
        tar.extractall(folder, filter="data")
    portal = folder / name
    shutil.rmtree(portal / "api", ignore_errors=True)
    return portal


def all_shown(portal: Path) -> None:
    """Show every record, so that newsfold writes as many articles as the others do."""
    for file in (portal / "_news").glob("*.md"):
        text = file.read_text(encoding="utf-8")
        changed = re.sub(r"^published: false", "published: true", text, count=1, flags=re.M)
        file.write_text(re.sub(r"^heat: -1$", "heat: 1", changed, count=1, flags=re.M), encoding="utf-8")


def pages_in(folder: Path) -> int:
    return sum(1 for _ in folder.rglob("*.html"))


def for_pelican(portal: Path, folder: Path) -> Path:
    """The records as Pelican's Markdown: title, date, category, tags, summary, and the excerpt and address as the body."""
    content = folder / "content"
    content.mkdir(parents=True)
    for file in sorted((portal / "_news").glob("*.md")):
        document = parse_document(file.read_text(encoding="utf-8"), where=file.name)
        article = canonical_article(document.front, path=f"_news/{file.name}", content=document.body)
        if article is None:
            continue
        line = " ".join(article.title.split())
        head = [f"Title: {line}", f"Date: {article.published_at:%Y-%m-%d %H:%M}", f"Slug: {file.stem}", "Category: news"]
        head += [f"Tags: {', '.join(article.topics)}", f"Authors: {article.provider.name}"]
        body = f"{article.excerpt}\n\n[Read it]({article.web_url or article.original_url or ''})\n"
        (content / file.name).write_text("\n".join(head) + f"\n\n{body}", encoding="utf-8")
    settings = (
        "SITENAME = 'Azure'\nSITEURL = 'https://news.example'\nPATH = 'content'\nTIMEZONE = 'UTC'\nDEFAULT_PAGINATION = 30\n"
        "THEME = 'simple'\n"
        "FEED_ALL_ATOM = 'feed.xml'\nTAG_FEED_ATOM = 'tag/{slug}.xml'\nSTATIC_PATHS = []\n"
    )
    (folder / "pelicanconf.py").write_text(settings)
    return folder


def for_hugo(portal: Path, folder: Path, layouts: Path) -> Path:
    """The example site for Hugo, with the records as they are."""
    shutil.copytree(layouts, folder)
    shutil.copytree(portal / "_news", folder / "_news", dirs_exist_ok=True)
    return folder


def row(name: str, seconds: float, pages: int | None = None, note: str = "") -> None:
    cpu = f"{seconds.cpu:7.2f} s CPU" if isinstance(seconds, Took) else " " * 13
    print(f"{name:<52} {seconds:8.2f} s {cpu} {'' if pages is None else f'{pages:>7,} pages'}  {note}", flush=True)


def ratio(took: Took, whole: Took, every: Took) -> str:
    """How many times newsfold's time another program takes: wall and CPU, for what is shown and with every record shown."""
    return (
        f"{took / whole:.2f} times newsfold's (CPU {took.cpu / whole.cpu:.2f}); "
        f"every record shown {took / every:.2f} ({took.cpu / every.cpu:.2f})"
    )


def inside(portal: Path, runs: int, before: Callable[[], None]) -> float:
    """Seconds of processor time of publishing itself, without the start of the program, in a process of its own."""
    code = (
        "import sys,time;from pathlib import Path;from newsfold.day.publishing import publish;"
        "from newsfold.portal_folder import settings_of;import jinja2;"
        "from newsfold.content.repository import Repository;f=Path(sys.argv[1]);s=settings_of(f);t=time.process_time();"
        "publish(s,Repository(f));print(time.process_time()-t)"
    )
    best = float("inf")
    for _ in range(runs):
        before()
        done = subprocess.run([sys.executable, "-c", code, str(portal)], capture_output=True, text=True, check=True)
        best = min(best, float(done.stdout))
    return best


def one_is_new(portal: Path) -> None:
    """Publish without the new article, then put it in, so that the next run meets it as new."""
    (portal / NEW).unlink(missing_ok=True)
    subprocess.run(newsfold(portal), check=True, capture_output=True)
    (portal / NEW).write_text(one_more(portal), encoding="utf-8")


def one_more(portal: Path) -> str:
    """A new article, the newest of the portal."""
    text = next(
        text
        for file in sorted((portal / "_news").glob("*.md"), reverse=True)
        if "\npublished: true" in (text := file.read_text(encoding="utf-8")) and "\nrelated:" not in text
    )
    text = re.sub(r'^title: ".*"$', 'title: "One more bridge between two clouds"', text, count=1, flags=re.M)
    text = re.sub(r'^webUrl: ".*"$', 'webUrl: "https://clouds.example/bridge"', text, count=1, flags=re.M)
    return re.sub(r"^publishedDateTime: .*$", "publishedDateTime: 2041-01-01T10:00:00Z", text, count=1, flags=re.M)


def beside_others(folder: Path, options: argparse.Namespace) -> None:
    portal = unpacked(folder, "azure")
    print(f"azure: {sum(1 for _ in (portal / '_news').glob('*.md')):,} records; best of {options.runs}")
    whole = timed(newsfold(portal), portal, runs=options.runs, before=lambda: forget(portal))
    row("newsfold, as it is (folded articles have no page)", whole, pages_in(portal / "site"))
    again = timed(newsfold(portal), portal, runs=options.runs, before=lambda: one_is_new(portal))
    row("newsfold, a run after one new article", again, None, f"{share(again, whole)} of a whole one")
    whole_inside = inside(portal, options.runs, lambda: forget(portal))
    again_inside = inside(portal, options.runs, lambda: one_is_new(portal))
    print(
        f"  publishing itself, without the start of the program: whole {whole_inside:.3f} s CPU, one new article {again_inside:.3f} s CPU, "
        f"{again_inside / whole_inside:.0%}"
    )
    (portal / NEW).unlink()
    shown = unpacked(folder / "shown", "azure")
    all_shown(shown)
    every = timed(newsfold(shown), shown, runs=options.runs, before=lambda: forget(shown))
    row("newsfold, every record shown", every, pages_in(shown / "site"))
    if options.pelican:
        place = for_pelican(portal, folder / "pelican")
        command = [options.pelican, "content", "-s", "pelicanconf.py", "-o", "output", "--ignore-cache", "-q"]
        took = timed(command, place, runs=options.runs, before=lambda: shutil.rmtree(place / "output", ignore_errors=True))
        row(
            "Pelican",
            took,
            pages_in(place / "output"),
            ratio(took, whole, every),
        )
    if options.hugo:
        place = for_hugo(portal, folder / "hugo", ROOT / "examples" / "hugo")
        took = timed(
            [options.hugo, "--quiet"], place, runs=options.runs, before=lambda: shutil.rmtree(place / "public", ignore_errors=True)
        )
        row(
            "Hugo (examples/hugo)",
            took,
            pages_in(place / "public"),
            ratio(took, whole, every),
        )
    if options.jekyll:
        place = for_hugo(portal, folder / "jekyll", ROOT / "examples" / "jekyll")
        took = timed([options.jekyll, "build", "--quiet", "--disable-disk-cache"], place, runs=1)
        row("Jekyll (examples/jekyll)", took, pages_in(place / "_site"))
    if options.vnu:
        validate(options.vnu, portal / "site")
    if options.axe:
        axe(portal / "site")
    files = [file for file in (portal / "site").rglob("*") if file.suffix in (".html", ".json", ".xml", ".css", ".js")]
    start = time.perf_counter()
    for _ in Squeezer(portal / "site", folder / "compressed").all():
        pass
    row("compressing all texts for serving (br and gzip), apart", time.perf_counter() - start, None, f"{len(files)} files")
    for quality in (5, 11):
        start = time.process_time()
        size = sum(len(brotli.compress(file.read_bytes(), quality=quality)) for file in files)
        row(f"  brotli at quality {quality}, CPU time", time.process_time() - start, None, f"{size / 1e6:.2f} MB")
    start = time.perf_counter()
    index_site(portal / "site")
    row("search index (pagefind), apart", time.perf_counter() - start)


def validate(jar: Path, site: Path) -> None:
    """Every page through the Nu HTML checker."""
    pages = sorted(map(str, site.rglob("*.html")))
    done = subprocess.run(
        ["java", "-jar", str(jar), "--errors-only", "--format", "gnu", *pages], capture_output=True, text=True, check=False
    )
    told = done.stderr.strip().splitlines()
    # An edition is shown as it was mailed: azure's one is of an older program.
    own = [line for line in told if "/site/newsletter/" not in line]
    # Its checker of style sheets does not know container-type (CSS Containment 3), cqh, line-clamp or vector-effect. 404.html has it.
    errors = [line for line in own if ": CSS: " not in line]
    print(
        f"vnu: {len(pages)} pages, {len(errors)} errors, and {len(own) - len(errors)} properties of CSS it does not know; "
        f"{len(told) - len(own)} in editions, shown as they were mailed"
    )
    for error in errors[:10]:
        print("  ", error)


def axe(site: Path) -> None:
    """A page of each kind through axe in Chromium: two widths, both colour schemes."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    kinds: dict[str, str] = {}
    for file in sorted(site.rglob("*.html")):
        path = file.relative_to(site).as_posix()
        kinds[re.sub(r"(news|topics|providers|archive|posts|page)/[^/]+(/\d\d)?", r"\1/*", path)] = path
    handler = functools.partial(Quiet, directory=str(site))
    found: list[str] = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as driver:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = driver.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        tab = browser.new_page(bypass_csp=True)
        for path in kinds.values():
            tab.goto(f"http://127.0.0.1:{server.server_port}/{path}")
            for width in (320, 1280):
                tab.set_viewport_size({"width": width, "height": 900})
                for scheme in ("light", "dark"):
                    tab.emulate_media(color_scheme=scheme)
                    told = Axe().run(tab, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
                    found += [f"{path} {width} {scheme}: {each['id']}" for each in told.response["violations"]]
        browser.close()
        server.shutdown()
    print(f"axe: {len(kinds)} kinds of page, 2 widths, 2 colour schemes: {len(found)} violations")
    for line in found[:20]:
        print("  ", line)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def many(folder: Path, count: int, runs: int) -> None:
    """Records by the thousand, made of azure's: other titles, addresses and times; all shown."""
    runs = runs if count <= 20_000 else 1
    shutil.rmtree(folder / "many", ignore_errors=True)
    azure = unpacked(folder / "many", "azure")
    texts = [text for file in sorted((azure / "_news").glob("*.md")) if "\npublished:" in (text := file.read_text(encoding="utf-8"))]
    texts = [re.sub(r"^related:\n(?:  .*\n|    .*\n)*", "", text, flags=re.M) for text in texts]
    shutil.rmtree(azure / "_news")
    (azure / "_news").mkdir()
    for number in range(count):
        day, minute = divmod(number, 100)
        when = time.gmtime(1_400_000_000 + day * 86_400 + minute * 600)
        text = re.sub(
            r"^publishedDateTime: .*$",
            time.strftime("publishedDateTime: %Y-%m-%dT%H:%M:%SZ", when),
            texts[number % len(texts)],
            flags=re.M,
            count=1,
        )
        text = re.sub(r'^title: "', f'title: "{number} ', text, count=1, flags=re.M)
        text = re.sub(r"^published: false", "published: true", text, count=1, flags=re.M)
        text = re.sub(r"^heat: -1$", "heat: 1", text, count=1, flags=re.M)
        (azure / "_news" / f"{time.strftime('%Y-%m-%d', when)}-{number}.md").write_text(text, encoding="utf-8")
    whole = timed(newsfold(azure), azure, runs=runs, before=lambda: forget(azure))
    row(f"newsfold, {count:,} records, all shown", whole, pages_in(azure / "site"), f"{whole.peak:,} MB at most")
    again = timed(newsfold(azure), azure, runs=runs, before=lambda: one_is_new(azure))
    row(f"newsfold, {count:,} records and one new article", again, None, f"{share(again, whole)} of a whole one, {again.peak:,} MB at most")
    nothing = timed(newsfold(azure), azure, runs=runs)
    row(f"newsfold, {count:,} records, nothing new", nothing, None, f"{share(nothing, whole)} of a whole one")


def share(part: Took, whole: Took) -> str:
    return f"{part / whole:.0%} (CPU {part.cpu / whole.cpu:.0%})"


def start_up(folder: Path, runs: int) -> None:
    """What it takes until a program does anything."""
    portal = unpacked(folder / "start", "azure")
    subprocess.run(newsfold(portal), check=True, capture_output=True)
    row("python -c pass", timed([sys.executable, "-c", "pass"], folder, runs=5 * runs))
    row("newsfold --version", timed([sys.executable, "-m", "newsfold", "--version"], folder, runs=5 * runs))
    row("newsfold publish, azure, nothing new", timed(newsfold(portal), folder, runs=5 * runs))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("pelican", "hugo", "jekyll"):
        options.add_argument(f"--{name}", default=shutil.which(name))
    options.add_argument("--vnu", type=Path, default=os.environ.get("VNU_JAR"))
    options.add_argument("--axe", action="store_true")
    options.add_argument("--sizes", type=int, nargs="*", default=[5_000, 20_000, 100_000])
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args()
    if not PORTALS.is_dir():
        sys.exit(f"the shared portals are not here: {PORTALS}")
    print(f"{os.cpu_count()} processors, load {' '.join(f'{load:.1f}' for load in os.getloadavg())} at the start")
    with tempfile.TemporaryDirectory() as folder:
        start_up(Path(folder), chosen.runs)
        beside_others(Path(folder), chosen)
        for count in sorted(chosen.sizes):
            many(Path(folder), count, chosen.runs)
    print(f"load {' '.join(f'{load:.1f}' for load in os.getloadavg())} at the end")


if __name__ == "__main__":
    main()
