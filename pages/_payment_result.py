"""What the page « Règlement par CB » shows of a payment that has been to the bank."""

from dash.development.base_component import Component

from components import html, shell
from components.controls import ButtonLink, button_link
from components.payment_result import Kind, PaymentResult, result_card, resume_link, waiting
from components.payment_steps import steps
from pages import _page
from services.kernel import formats
from services.kernel.wording import text
from services.payments import following
from services.payments.following import FollowedPayment, Stage

_KINDS: dict[Stage, Kind] = {
    Stage.ACCEPTED: "ok",
    Stage.REFUSED: "danger",
    Stage.CANCELLED: "warn",
    Stage.PENDING: "info",
    Stage.TAKEN_BACK: "danger",
}


def show_result(reference: str, *, home: str) -> Component:
    """Return the last step for the payment of that reference.

    Raises NotFoundError unless the viewer may see it.
    """
    followed = following.look(_page.viewer(), reference=reference)
    is_pending = followed.stage is Stage.PENDING
    parts: list[Component] = [result_card(_result(followed), _actions(followed, home))]
    if is_pending and not followed.is_examined:
        parts.append(waiting(reference, f"/paiement/etat/{reference}"))
    return shell.page(
        shell.top_bar(),
        shell.page_head(text("payment.title")),
        steps(2 if is_pending else 3),
        html.Div(parts, className="pay-outcome"),
    )


def _result(followed: FollowedPayment) -> PaymentResult:
    stage = followed.stage
    name = "examined" if followed.is_examined and stage is Stage.PENDING else str(stage)
    return PaymentResult(
        stage=name,
        kind=_KINDS[stage],
        reference=followed.reference,
        amount_eur=followed.amount_eur,
        day=formats.short_date(followed.closed_on or followed.begun_on),
        rows=[(number, amount) for number, _, amount in followed.invoices],
        email=followed.email if stage is Stage.ACCEPTED else "",
        card=followed.card_brand,
    )


def _actions(followed: FollowedPayment, home: str) -> list[Component]:
    """Return what can be done next; while the outcome is awaited there is no second payment."""
    if followed.stage is Stage.ACCEPTED:
        receipt = ButtonLink(
            text("payment.receipt"), f"{home}/recu/{followed.reference}", "file-down", download=True
        )
        back = ButtonLink(text("payment.to_invoices"), "/factures")
        return [button_link(receipt, kind="primary"), button_link(back)]
    if followed.stage is not Stage.PENDING:
        return [button_link(ButtonLink(text("payment.again"), home), kind="primary")]
    if followed.can_resume and _page.card_payment() and _page.viewer().acting_for is None:
        return [resume_link(f"{home}/banque/{followed.reference}")]
    return []
