"""Send the desk's interface what its description allows and forbids, and print how it was answered.

Schemathesis draws the requests: so many allowed and so many forbidden ones for every way of a small portal's desk, in this process. Exit
1 where an answer is none that the description tells of, such as a status of 500.

    .venv/bin/python benchmarks/fuzz_desk.py [--requests 200]
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from starlette.testclient import TestClient

from desk import NOW, made_portal
from newsfold.collect.refusal import RefusalError
from newsfold.desk.admitting import Admitting
from newsfold.desk.serve import made_app
from newsfold.desk.services import Desk


class NoNames:
    """A look-up that knows no name and lets no address be asked, so that nothing is fetched."""

    async def resolve(self, host: str, port: int) -> tuple[tuple[str, int], ...]:
        raise RefusalError(f"The host {host} is not known in DNS.", code="dns-unknown")


def fuzzed(examples: int) -> int:
    """Send what the description of the interface allows and forbids; print the answers and what broke it, and say how many did."""
    answers, broken = Counter[int](), set[str]()
    with tempfile.TemporaryDirectory() as folder:
        made_portal(Path(folder), articles=60, stories=30)
        desk = Desk.open(Path(folder), resolver=NoNames())
        desk.shelving.run()
        Admitting(desk.people).add("bench", "owner", secrets.token_urlsafe(20), at=NOW)
        token = Admitting(desk.people).new_token("bench", "fuzzing", "owner", at=NOW)
        sent = {"authorization": f"Bearer {token}", "accept": "application/json"}
        program = TestClient(made_app(desk, keeps_up=False), base_url="http://127.0.0.1", headers=sent, raise_server_exceptions=False)
        schema = schemathesis.openapi.from_dict(program.get("/openapi.json").json())
        schema.app = program.app
        for operation in (found.ok() for found in schema.get_all_operations()):
            for mode in schemathesis.GenerationMode:

                @settings(
                    max_examples=examples, phases=(Phase.generate,), database=None, deadline=None, suppress_health_check=list(HealthCheck)
                )
                @given(operation.as_strategy(generation_mode=mode))
                def ask(case: schemathesis.Case) -> None:
                    status = case.call(base_url="http://127.0.0.1", headers=sent).status_code
                    while not all(job.is_done for job in desk.jobs.all):
                        time.sleep(0.002)
                    broken.update(f"{job.does}: {job.outcome}" for job in desk.jobs.all if "unexpectedly" in job.outcome)
                    answers[status] += 1
                    if str(status) not in case.operation.definition.raw["responses"]:
                        broken.add(f"{status} {case.method} {case.path}: {case.as_curl_command()}")

                with suppress(Unsatisfiable):  # Nothing can be wrong about an address that takes nothing.
                    ask()
        desk.close()
    print(f"{sum(answers.values()):,} requests; answered", ", ".join(f"{status}: {count:,}" for status, count in sorted(answers.items())))
    print("\n".join([f"not as described: {len(broken)}", *sorted(broken)[:20]]))
    return len(broken)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=200, help="requests of each kind to each way")
    return bool(fuzzed(parser.parse_args().requests))


if __name__ == "__main__":
    sys.exit(main())
