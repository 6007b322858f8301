"""The pages that exist, in the order of the menu."""

from pages import account, agency, consumption, home, invoices, payment, security
from pages._page import Page, PageModule

MODULES: tuple[PageModule, ...] = (home, consumption, invoices, payment, account, security, agency)
PAGES: tuple[Page, ...] = tuple(module.PAGE for module in MODULES)
