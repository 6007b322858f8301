"""What use cases need of the deployment: where the data are, how links begin, what may be done."""

from dataclasses import dataclass

from services.kernel.vault import Vault
from services.kernel.viewer import TransactionSource


@dataclass(frozen=True, slots=True)
class House:
    """One deployment of the portal.

    ``public_url``: how the links of e-mails begin, without a slash at the end; ``mail_from``: who
    they come from; ``is_demo``: the demonstration, which shows what is secret elsewhere.
    """

    database: TransactionSource
    vault: Vault
    public_url: str
    mail_from: str
    is_demo: bool = False
