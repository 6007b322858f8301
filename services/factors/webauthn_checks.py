"""What passkeys are asked to sign, and whether they did (WebAuthn level 2, by py_webauthn)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import webauthn
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from services.factors.relying_party import NAME, RelyingParty
from services.kernel.errors import InvalidInputError
from services.kernel.wording import text

TIMEOUT_MS = 300_000
LONGEST_CREDENTIAL_ID = 1023

# What the library raises for a body that is not what a browser sends.
_UNREADABLE = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError)


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A credential that a browser has made: what to keep of it."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def creation_options(
    party: RelyingParty, *, user_id: int, username: str, known: Sequence[bytes]
) -> tuple[bytes, str]:
    """Return a challenge, and the options (JSON) with which a browser makes a passkey."""
    options = webauthn.generate_registration_options(
        rp_id=party.host,
        rp_name=NAME,
        user_id=str(user_id).encode(),
        user_name=username,
        timeout=TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return options.challenge, webauthn.options_to_json(options)


def request_options(party: RelyingParty, *, known: Sequence[bytes]) -> tuple[bytes, str]:
    """Return a challenge, and the options (JSON) with which a browser signs it.

    ``known``: the passkeys to choose from; none: any that the browser has for the portal.
    """
    options = webauthn.generate_authentication_options(
        rp_id=party.host,
        timeout=TIMEOUT_MS,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options.challenge, webauthn.options_to_json(options)


def verify_new(party: RelyingParty, credential: object, challenge: bytes) -> NewPasskey:
    """Return the passkey that a browser has made; raises InvalidInputError for anything else."""
    try:
        made = webauthn.verify_registration_response(
            credential=json.dumps(credential),
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except _UNREADABLE as error:
        raise InvalidInputError(text("security.passkey_refused")) from error
    if len(made.credential_id) > LONGEST_CREDENTIAL_ID:
        raise InvalidInputError(text("security.passkey_refused"))
    return NewPasskey(made.credential_id, made.credential_public_key, made.sign_count)


def credential_id_of(credential: object) -> bytes:
    """Return which passkey a browser says it has signed with.

    Raises InvalidInputError for what no browser sends.
    """
    try:
        return webauthn.helpers.parse_authentication_credential_json(json.dumps(credential)).raw_id
    except _UNREADABLE as error:
        raise InvalidInputError(text("security.passkey_refused")) from error


def verify_signature(
    party: RelyingParty,
    credential: object,
    challenge: bytes,
    *,
    public_key: bytes,
    sign_count: int,
) -> int:
    """Return the new count of signatures; raises InvalidInputError if the signature is not right.

    A count that does not grow is a copy of the passkey, and refused.
    """
    try:
        verified = webauthn.verify_authentication_response(
            credential=json.dumps(credential),
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except _UNREADABLE as error:
        raise InvalidInputError(text("security.passkey_refused")) from error
    return verified.new_sign_count
