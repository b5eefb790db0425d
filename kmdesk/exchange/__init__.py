"""Files in and out: exchange files and bibliographic files."""

from kmdesk.exchange.colleagues import Peer, peers
from kmdesk.exchange.kmx import Incoming, read
from kmdesk.exchange.sending import Choice, ExportReport, Plan, export, export_file, plan
from kmdesk.exchange.taking import (
    ImportReport,
    Preview,
    PreviewLine,
    import_file,
    import_incoming,
    preview,
    undo_import,
)

__all__ = [
    "Choice",
    "ExportReport",
    "ImportReport",
    "Incoming",
    "Peer",
    "Plan",
    "Preview",
    "PreviewLine",
    "export",
    "export_file",
    "import_file",
    "import_incoming",
    "peers",
    "plan",
    "preview",
    "read",
    "undo_import",
]
