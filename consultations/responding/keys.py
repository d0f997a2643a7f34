"""Keys and codes: a receipt is derived from the form's own key, so that a retry shows the same one although only
hashes are stored. All hang on RESPONSE_KEY, which can be rotated (RESPONSE_KEY_FALLBACKS are tried in turn).
"""

import hashlib
import hmac
import re
import secrets
import unicodedata

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that is misread over the phone.
LENGTH = 16  # characters of 5 bits: 80 bits
DRAFT_LENGTH = 20  # 100 bits; longer than a receipt, so that one is never taken for the other
# Letters that are misread, and those of other alphabets that look the same or stand on the same key.
MISREAD = str.maketrans("OILU" + "АВЕКМНОРСТХІЈ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΧ", "011V" + "ABEKMH0PCTX1J" + "ABEZH1KMN0PTX")
FORM_KEY = re.compile(r"[A-Za-z0-9_-]{43}")


def new_form_key() -> str:
    """A key for one sending of a form: 256 random bits, 43 characters."""
    return secrets.token_urlsafe(32)


def is_form_key(text: str) -> bool:
    return FORM_KEY.fullmatch(text or "") is not None


def response_keys() -> list[str]:
    """The key in use, then those that were."""
    return [settings.RESPONSE_KEY, *settings.RESPONSE_KEY_FALLBACKS]


def mac(purpose: str, message: str, *, key: str | None = None) -> bytes:
    """HMAC-SHA-256 of a message under RESPONSE_KEY, apart for each purpose; 32 bytes."""
    secret = (key or settings.RESPONSE_KEY).encode()
    return hmac.new(secret, f"{purpose}\0{message}".encode(), hashlib.sha256).digest()


def macs(purpose: str, message: str) -> list[bytes]:
    """The same under every key that is or was in use, for looking things up."""
    return [mac(purpose, message, key=key) for key in response_keys()]


def derive(purpose: str, material: str, *, length: int, key: str | None = None) -> bytes:
    """``length`` bytes by HKDF (RFC 5869) from the material, salted with RESPONSE_KEY."""
    salt = (key or settings.RESPONSE_KEY).encode()
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=purpose.encode()).derive(material.encode())


def receipt_code(form_key: str, *, key: str | None = None) -> str:
    """The receipt of what is sent under a form key, as four groups: ``7K3M-Q2XA-9TTF-0B5C``."""
    number = int.from_bytes(derive("receipt", form_key, length=LENGTH * 5 // 8, key=key))
    return in_groups("".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(LENGTH))))


def new_draft_code() -> str:
    """The secret of a draft, random and plain: 20 characters, 100 bits."""
    return "".join(secrets.choice(ALPHABET) for _place in range(DRAFT_LENGTH))


def is_draft_code(text: str) -> bool:
    return len(text) == DRAFT_LENGTH and set(text) <= set(ALPHABET)


def in_groups(code: str) -> str:
    """A plain code as it is written down and read aloud: ``7K3M-Q2XA-9TTF-0B5C``."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def plain_code(text: str) -> str:
    """A code as somebody typed it, without blanks and hyphens, with letters that are misread set right.

    Full-width letters and the digits of other scripts (٠١٢) are taken for what they are.
    """
    typed = unicodedata.normalize("NFKC", (text or "")[:100]).upper().translate(MISREAD)
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in typed)
    return re.sub(r"[^0-9A-Z]", "", digits)


def receipt_hash(code: str, *, key: str | None = None) -> bytes:
    return mac("receipt", plain_code(code), key=key)
