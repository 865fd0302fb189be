"""The dataset that the demo towns must give, worked out by hand from their texts."""

import msgspec

from agreements.codes import Kind, Level, Stage
from demo.towns import FOLDER


class ExpectedParty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A party as GeoNames spells it; `country` is ISO 3166-1 alpha-2."""

    name: str
    country: str
    level: Level


class ExpectedAgreement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One agreement of the dataset. Dates are EDTF; `documents` are `<town>:<path>`."""

    parties: list[ExpectedParty]
    kind: Kind
    stage: Stage
    documents: list[str]
    signed: str | None = None
    renewed: str | None = None
    ended: str | None = None
    out_of_scope: bool = False
    note: str = ""


def load_expected() -> list[ExpectedAgreement]:
    """All expected agreements, in the order of their files. Raises ValueError that names the file at fault."""
    found: list[ExpectedAgreement] = []
    for file in sorted((FOLDER / "expected").glob("*.yml")):
        try:
            found += msgspec.yaml.decode(file.read_bytes(), type=list[ExpectedAgreement])
        except ValueError as error:
            raise ValueError(f"expected/{file.name}: {error}; demo/README.md lists the fields") from error
    return found
