"""The OpenAPI description of the JSON API (OpenAPI 3.1.1), made of the very types its pages are written from."""

from __future__ import annotations

from typing import Any

import msgspec

from newsfold.publish.wire import WireArticle, WireArticlePage, WireListPage

_PAGE = "api/news/page/{page}/index.json"


def openapi_json(title: str, site_url: str, topics: tuple[str, ...]) -> bytes:
    """The description of a portal's API, indented by two. ``topics`` are the ids under which there are lists."""
    _, components = msgspec.json.schema_components((WireListPage, WireArticle, WireArticlePage), ref_template="#/components/schemas/{name}")
    page = _parameter("page", "The page, counted from 1; `nextPage` of a page names the next.", {"type": "integer", "minimum": 1})
    topic = _parameter("topic", "The id of a topic.", {"type": "string", "enum": sorted(topics)} if topics else {"type": "string"})
    name = _parameter("name", "Date and name of an article: its `path` without folder and ending.", {"type": "string"})
    paths = {
        "/api/news/index.json": _get("The newest articles: page 1.", "WireListPage"),
        "/api/news/page/{page}/index.json": _get("A page of all articles, newest first.", "WireListPage", page),
        "/api/news/{topic}/index.json": _get("The newest articles on a topic: its page 1.", "WireListPage", topic),
        "/api/news/{topic}/page/{page}/index.json": _get("A page of the articles on a topic, newest first.", "WireListPage", topic, page),
        "/api/news/{name}/index.json ".strip(): _get("One article, with the others of its story.", "WireArticlePage", name),
    }
    # OpenAPI 3.1, "Path Templating": two templates that differ only in the name of a parameter are one path.
    lists, article = paths.pop("/api/news/{topic}/index.json"), paths.pop("/api/news/{name}/index.json")
    either = _parameter("name", "The id of a topic, or date and name of an article.", {"type": "string"})
    paths["/api/news/{name}/index.json"] = _either(lists, article, either)
    document = {
        "openapi": "3.1.1",
        "info": {
            "title": title or "News",
            "version": "1",
            "summary": "The articles of a topic portal as files: every story once, newest first.",
            "description": "Static JSON files. Times are UTC. What is absent is null. Fields may be added; none is renamed.",
        },
        "servers": [{"url": site_url}],
        "paths": paths,
        "components": {"schemas": components},
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def _get(summary: str, schema: str, *parameters: dict[str, Any]) -> dict[str, Any]:
    return _operation(summary, {"$ref": f"#/components/schemas/{schema}"}, list(parameters))


def _either(lists: dict[str, Any], article: dict[str, Any], parameter: dict[str, Any]) -> dict[str, Any]:
    both = [part["get"]["responses"]["200"]["content"]["application/json"]["schema"] for part in (lists, article)]
    return _operation("The newest articles on a topic, or one article with the others of its story.", {"oneOf": both}, [parameter])


def _operation(summary: str, schema: dict[str, Any], parameters: list[dict[str, Any]]) -> dict[str, Any]:
    found = {"description": "Found.", "content": {"application/json": {"schema": schema}}}
    operation = {"summary": summary, "responses": {"200": found, "404": {"description": "There is no such page."}}}
    return {"get": {**operation, "parameters": parameters} if parameters else operation}
