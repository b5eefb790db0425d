"""Every action of the window in one place: its words, its key, its icon, its menu."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from kmdesk.models.kinds import KINDS
from kmdesk.models.saying import inside, say
from kmdesk.ui import icons
from kmdesk.ui.theme import Choice, Theme


@dataclass(frozen=True)
class Spec:
    """What an action is.

    Attributes:
        keys: shortcuts, the first one shown in menus.
        tip: a line for who hesitates.
        writes: it is no use while the collection is read-only.
        record: it needs a record to work on.
        in_text: it works on the text that the cursor is in.
        switch: it turns something on and off.
    """

    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    writes: bool = False
    record: bool = False
    in_text: bool = False
    switch: bool = False


SPECS: dict[str, Spec] = {
    "new": Spec("&New record…", ("Ctrl+N",), "new", "Choose what to record", writes=True),
    "open": Spec("&Open a collection…", ("Ctrl+O",), "open"),
    "save": Spec("&Save", ("Ctrl+S",), "save", "Make a revision now", writes=True, record=True),
    "backup": Spec(
        "&Back up…", ("Ctrl+Shift+B",), "backup", "Write a copy of the whole collection to a file"
    ),
    "check": Spec(
        "&Check the collection", ("Ctrl+Shift+K",), "check", "Look whether everything is sound"
    ),
    "read_files": Spec(
        "&Read attached files",
        ("Ctrl+Shift+X",),
        "",
        "So that searches find the words in PDF, Word and text files",
        writes=True,
    ),
    "preferences": Spec(
        "&Preferences…", ("Ctrl+,",), "", "Your name, type, colours, references and backups"
    ),
    "house_words": Spec(
        "House &words…",
        ("Ctrl+Shift+Y",),
        "",
        "What your organisation calls evidence summaries, lessons and the rest",
        writes=True,
    ),
    "close": Spec("&Close", ("Ctrl+Q",)),
    "find": Spec("&Find", ("Ctrl+F",), "search", "Search while typing"),
    "search_all": Spec("Search &all records", ("Ctrl+Shift+F",), "", "From wherever you are"),
    "find_next": Spec("Find ne&xt", ("F3",), "", "In the record", record=True),
    "find_previous": Spec("Find p&revious", ("Shift+F3",), "", "In the record", record=True),
    "save_search": Spec("&Keep this search…", ("Ctrl+D",), "saved-search", writes=True),
    "drop_search": Spec("&Forget this search", ("Ctrl+Shift+D",), "", writes=True),
    "filters": Spec("&Filters", ("Ctrl+J",), "", "Kind, tag, status and more", switch=True),
    "add_item": Spec(
        "&Add an item", ("Ctrl+Return", "Ctrl+Enter"), "new", "To the list you are in"
    ),
    "item_up": Spec("Move item &up", ("Alt+Up",)),
    "item_down": Spec("Move item &down", ("Alt+Down",)),
    "remove_item": Spec("&Remove item", ("Ctrl+Shift+Backspace",)),
    "history": Spec("&History…", ("Ctrl+H",), "history", "Earlier versions", record=True),
    "briefing": Spec("&Briefing…", ("Ctrl+P",), "briefing", "Make a document for a board"),
    "issue": Spec(
        "&Issue the briefing…", ("F7",), "", "Keep the paper that goes to a meeting", True, True
    ),
    "check_paper": Spec(
        "Check a pa&per…", ("F8",), "", "Whether a PDF was issued from here, and what changed since"
    ),
    "compose": Spec(
        "&Make a briefing of these",
        ("Ctrl+Shift+M",),
        "",
        "Begin one with the records chosen",
        True,
    ),
    "preview": Spec(
        "Preview o&f the paper", ("F4",), "", "Beside the briefing", record=True, switch=True
    ),
    "facilitate": Spec(
        "&Facilitate the meeting…", ("F5",), "review", "Full screen, one question at a time"
    ),
    "technique": Spec("Techni&ques…", ("Shift+F5",), "", "How each is run, and what it asks"),
    "lacks": Spec("What a &reader would miss…", ("Ctrl+M",), "", "What still lacks", record=True),
    "make_lesson": Spec(
        "Make a &lesson of it", ("Ctrl+L",), "", "Of an answer or a recommendation", record=True
    ),
    "reuse": Spec(
        "Lesson &used again…", ("Ctrl+Shift+L",), "", "Where, with what result", True, True
    ),
    "withdraw": Spec(
        "&Withdraw consent…", ("Ctrl+Shift+W",), "", "To the quote you are in", True, True
    ),
    "attach": Spec("&Attach files…", ("Ctrl+Shift+A",), "", writes=True, record=True),
    "paste_files": Spec(
        "Attach from the cli&pboard", ("Ctrl+Shift+P",), "", "Files or a picture", True, True
    ),
    "duplicate": Spec(
        "Begin a &copy", ("Ctrl+Shift+C",), "", "A new record with this one's structure", True, True
    ),
    "tags": Spec("&Tags…", ("Ctrl+Shift+G",), "", "Rename, merge and remove tags"),
    "tag_records": Spec(
        "Add or remove ta&gs…", ("Ctrl+G",), "", "Of the records chosen", True, True
    ),
    "set_status": Spec(
        "Set the &status…", ("Ctrl+Shift+S",), "", "Of the records chosen", True, True
    ),
    "review_again": Spec(
        "Still curr&ent: review in 12 months", ("Ctrl+R",), "", "", writes=True, record=True
    ),
    "trash": Spec("Move to the &trash", ("Ctrl+T",), "trash", writes=True, record=True),
    "erase": Spec(
        "Erase f&or good…",
        ("Ctrl+Shift+Del",),
        "",
        "From all versions, drafts and files; asks first",
        writes=True,
        record=True,
    ),
    "untrash": Spec("&Put back from the trash", ("Ctrl+Shift+T",), "untrash", writes=True),
    "discard": Spec("&Discard the draft", ("Ctrl+Shift+U",), "", writes=True, record=True),
    "export": Spec("&Export…", ("Ctrl+E",), "export", "Write an exchange file for a colleague"),
    "import": Spec("&Import…", ("Ctrl+Shift+E",), "import", "Read a colleague's file", writes=True),
    "swap": Spec(
        "S&wap",
        ("F9",),
        "swap",
        "Take what colleagues wrote into the exchange folder, and write what it lacks",
        writes=True,
    ),
    "swap_folder": Spec(
        "Exchange &folder…", ("Shift+F9",), "", "Where it is, and how files are taken", writes=True
    ),
    "disagreements": Spec(
        "&Disagreements…", ("Ctrl+F10",), "conflicts", "What colleagues wrote in different ways"
    ),
    "sources": Spec(
        "Import &search results…", ("Ctrl+Shift+I",), "sources", "RIS, PubMed, Ovid…", writes=True
    ),
    "exchange_log": Spec(
        "Files &that came and went…", ("Ctrl+Shift+F9",), "", "What each import merged"
    ),
    "undo_import": Spec("&Undo the last import", ("Ctrl+Shift+R",), "undo", writes=True),
    "undo": Spec("&Undo", ("Ctrl+Z",), "undo", "Take back the last typing", in_text=True),
    "redo": Spec("&Redo", ("Ctrl+Y", "Ctrl+Shift+Z"), "redo", "Do it again", in_text=True),
    "paste_plain": Spec("&Paste words alone", ("Ctrl+Shift+V",), "", "No formats", in_text=True),
    "bold": Spec("&Bold", ("Ctrl+B",), "bold", in_text=True),
    "italic": Spec("&Italic", ("Ctrl+I",), "italic", in_text=True),
    "bullets": Spec("B&ullets", ("Ctrl+U",), "bullets", "Tab moves an item in", in_text=True),
    "numbers": Spec("&Numbers", ("Ctrl+Shift+O",), "numbers", "Tab moves an item in", in_text=True),
    "link": Spec("&Link…", ("Ctrl+K",), "link", "An address on the web", in_text=True),
    "heading": Spec("&Heading", ("Ctrl+Shift+H",), "heading", in_text=True),
    "table": Spec(
        "&Table or row", ("Ctrl+Shift+J",), "table", "A table; inside one, a row", in_text=True
    ),
    "next_pane": Spec("&Next pane", ("F6",)),
    "previous_pane": Spec("&Previous pane", ("Shift+F6",)),
    "larger": Spec("&Larger type", ("Ctrl++", "Ctrl+=")),
    "smaller": Spec("&Smaller type", ("Ctrl+-",)),
    "usual": Spec("&Usual type", ("Ctrl+0",)),
    "keys": Spec("&Keyboard shortcuts", ("F1",)),
    "welcome": Spec("&First steps", ("Ctrl+F1",), "home", "From your name to a first briefing"),
    "about": Spec("&About kmdesk", ("Shift+F1",), "about"),
}

MENUS: dict[str, tuple[str, ...]] = {
    "&File": (
        "new",
        "open",
        "-",
        "save",
        "-",
        "backup",
        "check",
        "read_files",
        "-",
        "preferences",
        "house_words",
        "-",
        "close",
    ),
    "&Edit": (
        *("undo", "redo", "paste_plain", "-"),
        *("find", "find_next", "find_previous", "search_all", "-"),
        *("save_search", "drop_search", "tags", "-"),
        *("add_item", "item_up", "item_down", "remove_item"),
    ),
    "F&ormat": ("bold", "italic", "-", "bullets", "numbers", "-", "link", "heading", "table"),
    "&Record": (
        *("history", "briefing", "compose", "issue", "attach", "paste_files", "duplicate", "-"),
        *("facilitate", "technique", "-"),
        *("lacks", "make_lesson", "reuse", "withdraw", "-"),
        *("tag_records", "set_status", "review_again", "-"),
        *("discard", "trash", "untrash", "-", "erase"),
    ),
    "E&xchange": (
        *("swap", "swap_folder", "-", "export", "import", "undo_import", "-"),
        *("disagreements", "exchange_log", "-"),
        *("sources", "-", "check_paper"),
    ),
    "&View": (
        "filters",
        "preview",
        "-",
        "next_pane",
        "previous_pane",
        "-",
        "larger",
        "smaller",
        "usual",
        "-",
    ),
    "&Help": ("welcome", "keys", "about"),
}

SCHEMES: dict[Choice, tuple[str, str]] = {
    "system": ("As the &system", "Ctrl+F7"),
    "light": ("&Light", "Ctrl+F8"),
    "dark": ("&Dark", "Ctrl+F9"),
}


def plain(action: QAction) -> str:
    """Return the words of an action without the marks of a menu."""
    return action.text().replace("&", "").rstrip("…")


class Actions(QObject):
    """The actions by name.

    Attributes:
        new_kinds: kind → the action that begins a record of it.
        schemes: colour scheme → the action that chooses it.
    """

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._by_name = {name: self._make(name, spec) for name, spec in SPECS.items()}
        self.new_kinds: dict[str, QAction] = {}
        for number, kind in enumerate(KINDS.values(), 1):
            action = QAction(kind.label, self)
            action.setObjectName(f"new_{kind.name}")
            action.setShortcut(QKeySequence(f"Ctrl+Shift+{number}"))
            action.setData(kind.name)
            self.new_kinds[kind.name] = action
        self.schemes: dict[Choice, QAction] = {}
        group = QActionGroup(self)
        for choice, (text, key) in SCHEMES.items():
            action = group.addAction(text)
            action.setObjectName(f"colours_{choice}")
            action.setShortcut(QKeySequence(key))
            action.setCheckable(True)
            action.setChecked(choice == theme.choice)
            action.setData(choice)
            self.schemes[choice] = action
        self.scheme_chosen = group.triggered

    def __getitem__(self, name: str) -> QAction:
        return self._by_name[name]

    def called(self) -> dict[QAction, str]:
        """Return what each action is called where no menu stands around it."""
        named = {action: plain(action) for action in self._by_name.values()}
        begin = {action: f"New {inside(plain(action))}" for action in self.new_kinds.values()}
        colours = {action: f"Colours: {plain(action).lower()}" for action in self.schemes.values()}
        return named | begin | colours

    def items(self) -> list[tuple[str, QAction]]:
        """Return every named action, for menus and for the list of shortcuts."""
        return list(self._by_name.items())

    def allow(self, *, writing: bool, record: bool) -> None:
        """Enable what makes sense now."""
        for name, spec in SPECS.items():
            if spec.in_text:
                continue
            self[name].setEnabled((writing or not spec.writes) and (record or not spec.record))
        for action in self.new_kinds.values():
            action.setEnabled(writing)

    def permit(self, name: str, why_not: str) -> None:
        """Enable an action, or have its tool tip say in a sentence why it is no use now."""
        action = self[name]
        action.setEnabled(not why_not)
        action.setToolTip(why_not or _tip(SPECS[name]))

    def load_icons(self) -> None:
        """Give the actions their icons in the colours in force."""
        for name, spec in SPECS.items():
            if spec.icon:
                self[name].setIcon(icons.icon(spec.icon, self._theme.tokens))
        for name, action in self.new_kinds.items():
            action.setIcon(icons.icon(name, self._theme.tokens))

    def new_menu(self, parent: QMenu | None = None) -> QMenu:
        """Return the menu of kinds to begin."""
        menu = QMenu("&New record", parent)
        menu.addActions(list(self.new_kinds.values()))
        return menu

    def fill(self, bar: QMenuBar) -> None:
        """Put every action into a menu."""
        for title, names in MENUS.items():
            menu = bar.addMenu(title)
            menu.setToolTipsVisible(True)
            for name in names:
                if name == "-":
                    menu.addSeparator()
                else:
                    menu.addAction(self[name])
            if title == "&File":
                begin = menu.addMenu("Ne&w")
                begin.addActions(list(self.new_kinds.values()))
                menu.insertMenu(self["open"], begin)
            if title == "&View":
                colours = menu.addMenu("&Colours")
                colours.addActions(list(self.schemes.values()))

    def _make(self, name: str, spec: Spec) -> QAction:
        action = QAction(self)
        action.setObjectName(f"action_{name}")
        action.setCheckable(spec.switch)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self._word(action, spec)
        return action

    def reword(self) -> None:
        """Say every action as the house says it."""
        for name, spec in SPECS.items():
            self._word(self[name], spec)
        for name, action in self.new_kinds.items():
            action.setText(KINDS[name].label)

    def _word(self, action: QAction, spec: Spec) -> None:
        action.setText(say(spec.text))
        action.setToolTip(_tip(spec))


def _tip(spec: Spec) -> str:
    key = f" ({spec.keys[0]})" if spec.keys else ""
    return say(spec.tip or spec.text.replace("&", "").rstrip("…")) + key
