"""Errors a use case may raise and the interface knows how to show.

Every :class:`ServiceError` carries a sentence a customer can read, already in
the reader's language: what happened, what is preserved, what to do.
"""

from dataclasses import dataclass


class ServiceError(Exception):
    """A refusal that the person can understand and act upon."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFoundError(ServiceError):
    """Nothing of that name, or nothing that this viewer may see: the two look alike."""


class InvalidInputError(ServiceError):
    """A value from outside that cannot be understood or accepted."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class TooManyAttemptsError(ServiceError):
    """A limit was reached; ``retry_after_s`` says in how many seconds to come back."""

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class ProofNeededError(ServiceError):
    """A sensitive action by somebody who was not asked lately to prove who they are."""


class NotValidatedError(ServiceError):
    """The right password of an account whose address is not confirmed yet.

    ``request_id``: the registration that waits, whose e-mail may be sent again.
    """

    def __init__(self, message: str, *, request_id: int) -> None:
        super().__init__(message)
        self.request_id = request_id


@dataclass(frozen=True, slots=True)
class FileDefect:
    """Where and why a file was refused: 1-based line, column name, the value as read."""

    reason: str
    line: int | None = None
    column: str | None = None
    value: str | None = None


class ImportRefusedError(ServiceError):
    """A meter-data file refused whole: nothing of it was written."""

    def __init__(self, message: str, *, defect: FileDefect) -> None:
        super().__init__(message)
        self.defect = defect
