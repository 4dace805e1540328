"""The description of the desk's interface for programs (OpenAPI 3.1), made from the table of ways."""

from __future__ import annotations

import json
import re
from typing import Any

from newsfold.desk.ask import Ask, Raw, Way
from newsfold.desk.services import Desk
from newsfold.version import __version__

_ANSWERS = {
    "200": "Done, or what was asked for, as JSON.",
    "400": "Something given cannot be used; `error.message` says what.",
    "401": "No token, or one that does not hold.",
    "403": "The token's role may not.",
    "404": "Not there.",
    "405": "This cannot be asked in this way.",
    "409": "Somebody was quicker, or a run holds the portal.",
    "422": "A record or topic file cannot be read, the one that is sent included; `error.message` says where.",
    "429": "Too much for now.",
    "503": "The store or the mail server cannot be reached.",
}


def interface(desk: Desk, ask: Ask) -> Raw:
    """The description."""
    from newsfold.desk.ways import WAYS  # noqa: PLC0415 - the table holds this way too

    paths: dict[str, Any] = {}
    for way in WAYS:
        if way.path not in ("/login", "/logout") and not way.path.startswith("/static/"):
            paths.setdefault(way.path, {})[way.method.lower()] = _operation(way)
    document = {
        "openapi": "3.1.0",
        "info": {"title": "The desk of newsfold", "version": __version__, "description": "Send `Accept: application/json` and a token."},
        "paths": paths,
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}],
    }
    return Raw(body=json.dumps(document, ensure_ascii=False, indent=1).encode(), type="application/json")


def _operation(way: Way) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": re.sub(r"\W+", "_", f"{way.method.lower()}_{way.path}").strip("_"),
        "summary": way.help,
        "description": f"For the role {way.role}." if way.role else "For anybody.",
        "responses": {status: {"description": words} for status, words in _ANSWERS.items()},
    }
    string: dict[str, Any] = {"type": "string"}
    parameters = [{"name": name, "in": "path", "required": True, "schema": string} for name in re.findall(r"{(\w+)}", way.path)]
    shapes = {field.name: {"type": "array", "items": string} if field.many else string for field in way.fields}
    if way.method == "GET":
        parameters += [
            {"name": field.name, "in": "query", "required": field.needed, "description": field.help, "schema": shapes[field.name]}
            for field in way.fields
        ]
    else:
        properties = {field.name: {**shapes[field.name], "description": field.help} for field in way.fields}
        form: dict[str, Any] = {
            "type": "object",
            "properties": properties,
            "required": [field.name for field in way.fields if field.needed],
        }
        kind = "application/x-www-form-urlencoded"
        if way.takes_file:
            kind = "multipart/form-data"
            form["properties"] = {**properties, "file": {"type": "string", "contentMediaType": "application/octet-stream"}}
        told["requestBody"] = {"content": {kind: {"schema": form}}}
    return {**told, **({"parameters": parameters} if parameters else {})}


WAY = Way("GET", "/openapi.json", "reader", interface, "This description.")
