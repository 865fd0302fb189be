"""The settings: from the environment (`HERMANA_DATA=…`) or from `hermana.toml` in the working folder."""

import os
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import ClassVar

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

import releases
import scrapers
from agreements.errors import MendableError


class SettingsError(MendableError):
    """A setting that cannot be used, with its name and what it takes."""


class Settings(BaseSettings):
    """Where things lie and how much may be used of what. Every field can be set as HERMANA_<NAME>."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix="HERMANA_", toml_file="hermana.toml", extra="forbid", frozen=True
    )

    data: Path = Field(Path("data"), description="the folder for archive, database, releases and reports")
    database: str = Field("", description="SQLAlchemy URL; empty: a SQLite file in the data folder")
    sources: Path = Field(
        Path(scrapers.__file__).parent / "sources", description="the folder with the sources' declarations"
    )
    scope: Path = Field(
        Path(releases.__file__).parent / "scopes" / "asia-latin-america.yml",
        description="the file that says which pairs of regions a release covers",
    )
    contact: str = Field(
        "https://github.com/hermana-data/hermana",
        description="an address or page in the User-Agent, for webmasters who want to reach you",
    )
    delay: float = Field(2.0, ge=0, description="seconds between two requests to one host, at least")
    jobs: int = Field(os.cpu_count() or 1, ge=1, description="processes for reading, and sources visited at once")
    seconds: float = Field(120.0, gt=0, description="how long reading one file may take")
    megabytes: int = Field(2048, gt=0, description="how much memory reading one file may take")
    batch: int = Field(50, ge=1, description="files that are read between two writes to the database")

    @property
    def raw(self) -> Path:
        """The archive: WARC files."""
        return self.data / "raw"

    @property
    def processed(self) -> Path:
        """The releases."""
        return self.data / "processed"

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL of the database."""
        return self.database or f"sqlite:///{self.data / 'hermana.db'}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What a caller gives wins over the environment, and that over the file."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**given: object) -> Settings:
    """The settings, with those that are given (and not None) winning; raises SettingsError naming what is wrong."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError("; ".join(_said(one) for one in error.errors())) from error
    except TOMLDecodeError as error:
        raise SettingsError(f"hermana.toml is no TOML: {error}") from error


def _said(error: ErrorDetails) -> str:
    name = f"HERMANA_{str(error['loc'][0]).upper()}"
    if error["type"] == "extra_forbidden":
        return f"{name}: there is no such setting; docs/running-on-a-schedule.md lists them"
    return f"{name}: {error['msg']}"
