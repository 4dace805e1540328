"""Every error says what is wrong, where, and what to do, and has its exit and HTTP status."""

from __future__ import annotations

import newsfold.errors as tree
from newsfold.errors import NewsfoldError, RecordError


def every_error(above: type[NewsfoldError] = NewsfoldError) -> set[type[NewsfoldError]]:
    own = (below for below in above.__subclasses__() if below.__module__ == tree.__name__)
    return {above}.union(*(every_error(below) for below in own))


def test_every_error_stands_in_the_tree_of_the_docstring_with_its_statuses() -> None:
    for error in every_error():
        line = next(
            line.split() for line in (tree.__doc__ or "").splitlines() if error.__name__ in line.split() or line.endswith(error.__name__)
        )
        words = line[line.index(error.__name__) + 1 :]
        assert [int(word) for word in words[:2]] == [error.exit_status, error.http_status]


def test_every_error_has_a_code_of_its_own() -> None:
    assert len({error.code for error in every_error()}) == len(every_error())


def test_an_error_is_one_sentence_with_place_and_remedy() -> None:
    assert str(RecordError("has no title.", where="a.md", remedy="Write one.")) == "a.md: has no title. Write one."
    assert str(NewsfoldError("all is lost")) == "all is lost"
