"""Whether the parts of the window are there: for the packaged program, which may lack some."""

import importlib.util

PARTS = ("PySide6.QtWidgets", "PySide6.QtNetwork", "qtawesome", "font_source_sans_pro")


def problems() -> list[str]:
    """Return what is wrong with the parts of the window, empty when all is well.

    The window is made but not shown, on a platform that needs no screen.
    """
    missing = [part for part in PARTS if importlib.util.find_spec(part) is None]
    if missing:
        return [f"{part} is missing" for part in missing]
    return _try_window()


def _try_window() -> list[str]:
    import os

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QFontDatabase
    from PySide6.QtWidgets import QApplication

    from kmdesk.ui import icons, theme

    app = QApplication.instance() or QApplication(["kmdesk"])
    theme.load_fonts()
    found = []
    if theme.FAMILY not in QFontDatabase.families():
        found.append(f"the typeface {theme.FAMILY} cannot be loaded")
    found += [
        f"the icon “{role}” cannot be drawn"
        for role in icons.ROLES
        if icons.icon(role, theme.LIGHT).pixmap(16, 16).isNull()
    ]
    del app
    return found
