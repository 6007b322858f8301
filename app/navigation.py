"""The pages that exist, in the order of the menu."""

from pages import consumption, home
from pages._page import Page, PageModule

MODULES: tuple[PageModule, ...] = (home, consumption)
PAGES: tuple[Page, ...] = tuple(module.PAGE for module in MODULES)
