"""Sealing: what is stored so that reading the database is not enough to read it."""

import base64
import json

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from consultations.responding.keys import derive, response_keys


def _fernet(purpose: str, material: str, key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derive(purpose, material, length=32, key=key)))


def _sealer(purpose: str, material: str) -> MultiFernet:
    return MultiFernet([_fernet(purpose, material, key) for key in response_keys()])


def seal(content, *, purpose: str, material: str = "") -> bytes:
    """JSON-able content, encrypted and authenticated. ``material`` is a secret that only its holder has."""
    return _sealer(purpose, material).encrypt_at_time(json.dumps(content).encode(), 0)  # no time in the token


def unseal(sealed: bytes, *, purpose: str, material: str = ""):
    """The content, or None if the material is wrong or the bytes were changed."""
    try:
        return json.loads(_sealer(purpose, material).decrypt(bytes(sealed)))
    except InvalidToken:
        return None
