"""Where a run takes its editions from: the snapshot, a folder, the live sources."""

from __future__ import annotations

from pathlib import Path

from orchestration.archive import Archive
from orchestration.catalogue import Source
from orchestration.connectors.layered import LayeredConnector
from orchestration.connectors.snapshot import SnapshotConnector
from orchestration.editions import Connector
from orchestration.settings import SNAPSHOT, Settings


def connector_for(source: str, settings: Settings, catalogue: dict[str, Source]) -> Connector:
    """The connector for `snapshot`, `live`, or a folder of published files.

    Raises:
        SourceError: The folder is not there.
    """
    snapshot = SnapshotConnector(SNAPSHOT, settings.as_at)
    if source == "snapshot":
        return snapshot
    archive = Archive(settings.landing)
    # Readers of workbooks and reports take a second to import; the snapshot needs none.
    if source == "live":
        from orchestration.connectors.live import LiveConnector
        from orchestration.landing_trial import LandingTrial

        trial = LandingTrial(catalogue, snapshot)
        return LayeredConnector(LiveConnector(settings, archive, snapshot, trial), snapshot)
    from orchestration.connectors.folder import FolderConnector

    below = SnapshotConnector(SNAPSHOT)
    folder = FolderConnector(Path(source), catalogue, archive, below, settings.as_at)
    return LayeredConnector(folder, snapshot)
