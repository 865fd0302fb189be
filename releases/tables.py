"""The tables of a release, declared once.

From these declarations come the pandas frames' types, the pandera schemas, the Frictionless schemas,
the SQLite tables and the documentation of the fields.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from agreements.codes import (
    Cadence,
    DateBasis,
    EventKind,
    Genre,
    Kind,
    LegalForm,
    Level,
    PartyBasis,
    SourceClass,
    SourceState,
    Stage,
)

Type = Literal["string", "list", "edtf", "date", "datetime", "integer", "number", "boolean"]

EDTF = r"\d{4}(-\d{2}(-\d{2})?)?"
"""What a date of the dataset looks like: no more precise than its source."""

SEPARATOR = "; "
"""What stands between the items of a list in one cell."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """A column. `required` ones are never empty; `codes` are the only values allowed."""

    name: str
    type: Type
    description: str
    required: bool = True
    codes: Sequence[str] = ()
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table. Rows are sorted by `key`, which no two rows share.

    `references` names the table that a field points to by its `id`. A `passing` table says how the
    work goes rather than what was found: a change in it alone makes no new release.
    """

    name: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    references: tuple[tuple[str, str], ...] = ()
    passing: bool = False


def _codes(codes: type[StrEnum]) -> tuple[str, ...]:
    return tuple(str(code) for code in codes)


_AGREEMENT_ID = r"a-[a-z2-7]{12}"
_AGREEMENT = Field(
    name="agreement", type="string", description="Id of the agreement, in the table agreements", pattern=_AGREEMENT_ID
)
_COUNTRY = r"[A-Z]{2}"

AGREEMENTS = Table(
    name="agreements",
    description="One row for each instrument or relation between governments of different countries",
    key=("id",),
    fields=(
        Field(
            name="id",
            type="string",
            description="Id of the agreement; it stays the same from release to release",
            pattern=_AGREEMENT_ID,
        ),
        Field(name="title", type="string", description="The parties with their countries, for reading"),
        Field(
            name="kind",
            type="string",
            description="Sort of instrument; where sources differ see conflicts",
            codes=_codes(Kind),
        ),
        Field(
            name="stage",
            type="string",
            description="Furthest state that a source asserts. proposed and announced were not seen to be signed",
            codes=_codes(Stage),
        ),
        Field(
            name="signed",
            type="edtf",
            required=False,
            description="When it was first signed (EDTF); empty where no source says",
        ),
        Field(name="renewed", type="edtf", required=False, description="Date of the newest known renewal (EDTF)"),
        Field(name="ended", type="edtf", required=False, description="When it ended (EDTF)"),
        Field(
            name="legal_form",
            type="string",
            codes=_codes(LegalForm),
            description="signed_text: the instrument's text is known; law: a law or council resolution approves it; "
            "registry_entry: known from registries and directories alone; reported: told by others",
        ),
        Field(
            name="source_class",
            type="string",
            codes=_codes(SourceClass),
            description="Class of its most authoritative source; the code list is in falling order of authority",
        ),
        Field(name="sources", type="list", description="Ids of the sources that tell of it"),
        Field(
            name="told_by",
            type="list",
            required=False,
            description="Place ids of the parties whose own publications tell of it",
        ),
        Field(name="languages", type="list", description="Languages of the texts that tell of it (BCP 47)"),
        Field(
            name="native_labels",
            type="list",
            required=False,
            description="What the instrument is called, as printed",
        ),
        Field(name="mentions", type="integer", minimum=1, description="How many times documents speak of it"),
        Field(
            name="confidence",
            type="number",
            minimum=0,
            maximum=1,
            description="1 - product over its sources of (1 - the best confidence of a mention there); from 0 to 1",
        ),
        Field(
            name="former_ids",
            type="list",
            required=False,
            description="Ids of agreements that turned out to be this one",
        ),
    ),
)

PARTIES = Table(
    name="parties",
    description="One row for each government that an agreement binds",
    key=("agreement", "place"),
    references=(("agreement", "agreements"),),
    fields=(
        _AGREEMENT,
        Field(
            name="place",
            type="string",
            description="GeoNames id of the place it governs; <country>:<name> for a national agency",
        ),
        Field(name="name", type="string", description="Usual English or GeoNames name"),
        Field(name="country", type="string", description="ISO 3166-1 alpha-2 code", pattern=_COUNTRY),
        Field(name="level", type="string", description="Rank of the government", codes=_codes(Level)),
        Field(name="subdivision", type="string", required=False, description="ISO 3166-2 code of the place"),
        Field(
            name="latitude",
            type="number",
            required=False,
            minimum=-90,
            maximum=90,
            description="WGS 84, in degrees north",
        ),
        Field(
            name="longitude",
            type="number",
            required=False,
            minimum=-180,
            maximum=180,
            description="WGS 84, in degrees east",
        ),
        Field(name="names", type="list", description="Its names as the documents print them"),
    ),
)

EVENTS = Table(
    name="events",
    description="What happened to an agreement",
    key=("agreement", "kind", "date"),
    references=(("agreement", "agreements"),),
    fields=(
        _AGREEMENT,
        Field(name="kind", type="string", description="What happened", codes=_codes(EventKind)),
        Field(name="date", type="edtf", required=False, description="When (EDTF); empty where no source says"),
        Field(name="mentions", type="list", description="Ids of the mentions that say so, in the table evidence"),
    ),
)

EVIDENCE = Table(
    name="evidence",
    description="The words behind each value, with their place in the archived capture",
    key=("agreement", "field", "value", "source", "mention", "start", "end"),
    references=(("agreement", "agreements"), ("source", "sources")),
    fields=(
        _AGREEMENT,
        Field(
            name="field",
            type="string",
            description="Which field the words speak for",
            codes=("party", "kind", "stage", "signed", "renewed", "ended"),
        ),
        Field(name="value", type="string", description="The value that they give it; a place id for a party"),
        Field(name="source", type="string", description="Id of the source, in the table sources"),
        Field(name="source_class", type="string", description="The class of the source", codes=_codes(SourceClass)),
        Field(name="mention", type="string", description="Id of the mention: what one document says of one agreement"),
        Field(name="url", type="string", description="Address that the document was fetched from"),
        Field(
            name="capture",
            type="string",
            description="SHA-256 of the archived response",
            pattern=r"[0-9a-f]{64}",
        ),
        Field(
            name="page",
            type="integer",
            required=False,
            minimum=1,
            description="Page, counting from 1; empty for documents without pages",
        ),
        Field(
            name="start",
            type="integer",
            minimum=0,
            description="Where the quote begins in the document's text, in Unicode code points from 0",
        ),
        Field(name="end", type="integer", minimum=0, description="Where it ends, exclusive"),
        Field(name="quote", type="string", description="The words, to the letter"),
        Field(name="lang", type="string", description="Language of the document (BCP 47)"),
        Field(
            name="basis",
            type="string",
            codes=(*_codes(DateBasis), str(PartyBasis.PUBLISHER)),
            description="stated in words; relative to the date of publication; won from an anniversary; "
            "publisher: the publishing government is meant",
        ),
    ),
)

CONFLICTS = Table(
    name="conflicts",
    description="Fields on which the sources of an agreement contradict each other, with every value",
    key=("agreement", "field", "value"),
    references=(("agreement", "agreements"),),
    fields=(
        _AGREEMENT,
        Field(name="field", type="string", description="The field", codes=("kind", "signed", "ended")),
        Field(name="value", type="string", description="A value that was said"),
        Field(name="taken", type="boolean", description="Whether it is the one in the table agreements"),
        Field(name="sources", type="list", description="Ids of the sources that say it"),
    ),
)

SOURCES = Table(
    name="sources",
    description="The publishers' sites that were read",
    key=("id",),
    fields=(
        Field(name="id", type="string", description="Id of the source"),
        Field(name="name", type="string", description="What the site calls itself"),
        Field(
            name="source_class",
            type="string",
            description="Who publishes, in falling order of authority",
            codes=_codes(SourceClass),
        ),
        Field(name="place", type="string", required=False, description="The subnational government that publishes"),
        Field(name="country", type="string", required=False, pattern=_COUNTRY, description="Its country"),
        Field(name="level", type="string", required=False, codes=_codes(Level), description="Its rank"),
        Field(name="genre", type="string", required=False, codes=_codes(Genre), description="What it mostly publishes"),
        Field(name="platform", type="string", description="The publishing system"),
        Field(name="urls", type="list", required=False, description="Addresses where the reading starts"),
        Field(name="languages", type="list", required=False, description="Languages it publishes in (BCP 47)"),
        Field(name="cadence", type="string", description="How often it is visited", codes=_codes(Cadence)),
        Field(
            name="minimum",
            type="integer",
            minimum=0,
            description="Documents that a full visit is expected to find, at least",
        ),
        Field(name="verified", type="date", required=False, description="When it was last checked to be alive"),
        Field(name="seen_at", type="string", required=False, description="Public material that names the address"),
        Field(name="demo", type="boolean", description="Invented, for demonstration; says nothing about the world"),
    ),
)

COVERAGE = Table(
    name="coverage",
    description="How far each source has been read: nothing new is not the same as nothing found",
    key=("source",),
    references=(("source", "sources"),),
    passing=True,
    fields=(
        Field(name="source", type="string", description="Id of the source, in the table sources"),
        Field(
            name="state",
            type="string",
            required=False,
            description="How the last visit went; empty before the first",
            codes=_codes(SourceState),
        ),
        Field(name="last_success", type="datetime", required=False, description="Last visit that went well (UTC)"),
        Field(name="last_new", type="datetime", required=False, description="Last visit with a new capture (UTC)"),
        Field(name="documents", type="integer", minimum=0, description="Documents read from it"),
        Field(name="refused", type="integer", minimum=0, description="Captures that gave no document"),
    ),
)

CHANGES = Table(
    name="changes",
    description="What is different from the release before this one",
    key=("change", "agreement", "field"),
    fields=(
        Field(
            name="change",
            type="string",
            description="added; changed: a field has another value; withdrawn: no longer in the dataset; "
            "merged: turned out to be another agreement, named in new",
            codes=("added", "changed", "withdrawn", "merged"),
        ),
        _AGREEMENT,
        Field(name="field", type="string", required=False, description="The field that changed"),
        Field(name="old", type="string", required=False, description="Its value in the release before"),
        Field(name="new", type="string", required=False, description="Its value in this release"),
    ),
)

TABLES = (SOURCES, COVERAGE, AGREEMENTS, PARTIES, EVENTS, EVIDENCE, CONFLICTS)
"""The tables that hold the dataset, each after those that it points to."""
