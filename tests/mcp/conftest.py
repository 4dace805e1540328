"""The small portal of the Python API's tests."""

from __future__ import annotations

import importlib.util
from pathlib import Path

_SPEC = importlib.util.spec_from_file_location("herring", Path(__file__).parents[1] / "api" / "conftest.py")
assert _SPEC is not None
assert _SPEC.loader is not None
_herring = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_herring)
portal_folder = _herring.portal_folder
