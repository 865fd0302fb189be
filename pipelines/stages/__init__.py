"""The four stages on real input: each reads from the store, calls a pure function, writes and reports.

They know nothing of Prefect; a `Runner` runs their units. Only one run at a time works on a data folder.
"""

from pipelines.stages.collecting import Given, collect, crawl_settings
from pipelines.stages.curating import curate
from pipelines.stages.extracting import extract
from pipelines.stages.refreshing import in_a_row, refresh
from pipelines.stages.releasing import release
from pipelines.stages.workspace import (
    LOCAL,
    BusyError,
    UnknownSourceError,
    declared_sources,
    index_archive,
    preflight,
    workspace,
)

__all__ = [
    "LOCAL",
    "BusyError",
    "Given",
    "UnknownSourceError",
    "collect",
    "crawl_settings",
    "curate",
    "declared_sources",
    "extract",
    "in_a_row",
    "index_archive",
    "preflight",
    "refresh",
    "release",
    "workspace",
]
