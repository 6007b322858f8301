"""The pages that exist, in the order of the menu."""

from pages import agency, consumption, home, security
from pages._page import Page, PageModule

MODULES: tuple[PageModule, ...] = (home, consumption, security, agency)
PAGES: tuple[Page, ...] = tuple(module.PAGE for module in MODULES)
