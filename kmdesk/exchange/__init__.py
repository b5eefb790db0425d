"""Files in and out: exchange files and bibliographic files."""

from kmdesk.exchange.kmx import Incoming, read
from kmdesk.exchange.transfer import (
    ExportReport,
    ImportReport,
    Preview,
    PreviewLine,
    changed_since,
    export_file,
    import_file,
    import_incoming,
    preview,
    undo_import,
)

__all__ = [
    "ExportReport",
    "ImportReport",
    "Incoming",
    "Preview",
    "PreviewLine",
    "changed_since",
    "export_file",
    "import_file",
    "import_incoming",
    "preview",
    "read",
    "undo_import",
]
