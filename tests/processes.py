"""The processes that a test began."""

from collections.abc import Callable
from multiprocessing.process import BaseProcess

Children = Callable[[], list[BaseProcess]]
