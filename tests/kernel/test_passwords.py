"""Passwords are kept as argon2id hashes, and hashing cannot starve the readers."""

import threading

import pytest
from argon2 import PasswordHasher, extract_parameters

from services.kernel import passwords
from services.kernel.errors import TooManyAttemptsError
from services.kernel.places import Places

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "vingt sillons bruns"


def test_a_password_is_recognised_and_no_other() -> None:
    password_hash = passwords.hash_password(PASSWORD)

    assert passwords.is_password(password_hash, PASSWORD)
    assert not passwords.is_password(password_hash, PASSWORD + " ")
    assert not passwords.is_password(password_hash, "")


def test_the_hash_is_salted_and_costly() -> None:
    first, second = (passwords.hash_password(PASSWORD) for _ in range(2))
    cost = extract_parameters(first)

    assert first != second
    assert first.startswith("$argon2id$")
    assert (cost.memory_cost, cost.time_cost) == (19_456, 2)
    assert len(first) <= 200


@pytest.mark.parametrize("garbage", ["", "x", "$argon2id$v=19$m=8", PASSWORD])
def test_a_spoilt_hash_matches_nothing(garbage: str) -> None:
    assert not passwords.is_password(garbage, PASSWORD)
    assert not passwords.is_password(garbage, garbage)


def test_nobody_has_no_password() -> None:
    for guess in ("", "no account has this password", "None"):
        assert not passwords.is_password(None, guess)


def test_accents_and_long_passwords_count() -> None:
    password_hash = CHEAP.hash("é" * 128)

    assert passwords.is_password(password_hash, "é" * 128)
    assert not passwords.is_password(password_hash, "e" * 128)
    assert not passwords.is_password(password_hash, "é" * 127)


def test_only_a_few_hashings_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock = 0, 0, threading.Lock()
    both_are_in = threading.Barrier(2, timeout=10)

    class SlowHasher:
        def verify(self, *_: str) -> bool:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            both_are_in.wait()
            with lock:
                running -= 1
            return True

    monkeypatch.setattr(passwords, "_hasher", SlowHasher())
    threads = [
        threading.Thread(target=passwords.is_password, args=("hash", PASSWORD)) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)

    assert most == 2


def test_who_waits_too_long_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    places = Places(1, patience_s=0.0, busy="signin.busy")
    monkeypatch.setattr(passwords, "_places", places)
    with places.take(), pytest.raises(TooManyAttemptsError) as error:
        passwords.is_password(None, PASSWORD)

    assert error.value.retry_after_s == 30
    assert error.value.message.startswith("Beaucoup de personnes")


def test_a_place_is_given_back_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    places = Places(2, patience_s=0.0, busy="signin.busy")
    monkeypatch.setattr(passwords, "_places", places)
    for _ in range(5):
        assert not passwords.is_password("spoilt", PASSWORD)
