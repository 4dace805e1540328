"""How a field is chosen: candidates in their order of trust, the first that stands wins and keeps its witness."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """A possible value of a field and the witness that gave it."""

    value: T
    witness: str


def first(candidates: Iterable[Candidate[T]]) -> Candidate[T] | None:
    """The first candidate that has a value."""
    return next((candidate for candidate in candidates if candidate.value), None)
