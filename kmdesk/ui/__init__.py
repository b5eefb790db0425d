"""The window: the only package that knows Qt."""

from kmdesk.ui.singletons import keep_alive

keep_alive()
