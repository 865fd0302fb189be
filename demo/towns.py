"""The towns and their documents as the files under `towns/` declare them."""

from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

FOLDER = Path(__file__).parent

Theme = Literal["wordpress", "drupal", "plone", "list", "sitemap", "rss"]
Form = Literal["html", "pdf", "scan", "docx"]


class Route(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A listed address that answers with an error or a redirect instead of a document."""

    path: str
    status: int
    title: str
    published: date | None = None
    location: str | None = None


class Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A document of a town; `text` is in the Markdown of `demo.markup`."""

    title: str
    path: str
    published: date | None = None
    form: Form = "html"
    section: str = ""
    listed: bool = True
    links: list[str] = []
    related: list[str] = []
    charset: str | None = None
    text: str = ""


class Town(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A publisher's site: how it looks, how it behaves and what it publishes, newest first."""

    name: str
    title: str
    theme: Theme
    lang: str
    menu: list[str]
    footer: str
    notice: str = ""
    charset: str = "utf-8"
    index: str = "/"
    page_size: int = 10
    robots: list[str] = []
    routes: list[Route] = []
    slug: str = ""
    pages: list[Page] = []


def _page(file: Path) -> Page:
    try:
        _, front, text = file.read_text("utf-8").split("---\n", 2)
        page = msgspec.yaml.decode(front, type=Page)
    except ValueError as error:
        raise ValueError(f"{file.parent.name}/{file.name}: {error}; demo/README.md lists the fields") from error
    return msgspec.structs.replace(page, text=text)


def load_town(folder: Path) -> Town:
    """The town that `folder` holds. Raises ValueError that names the file for a field missing or unknown."""
    try:
        town = msgspec.yaml.decode((folder / "town.yml").read_bytes(), type=Town)
    except ValueError as error:
        raise ValueError(f"{folder.name}/town.yml: {error}; demo/README.md lists the fields") from error
    pages = sorted(map(_page, sorted(folder.glob("*.md"))), key=lambda page: page.published or date.min, reverse=True)
    return msgspec.structs.replace(town, slug=folder.name, pages=pages)


def load_towns() -> list[Town]:
    """All towns, by slug."""
    return [load_town(file.parent) for file in sorted((FOLDER / "towns").glob("*/town.yml"))]
