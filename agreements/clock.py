"""The one clock. SOURCE_DATE_EPOCH (seconds since 1970) pins it, so that a run can be repeated to the byte."""

import os
from datetime import UTC, datetime


def now() -> datetime:
    """The present moment in UTC, to the second."""
    pinned = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(pinned), UTC) if pinned else datetime.now(UTC)
    return moment.replace(microsecond=0)
