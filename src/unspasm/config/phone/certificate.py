"""A certificate for this computer's names, made here and signed by nobody else.

It vouches for nothing but itself: nobody is asked to trust a new authority, which could then vouch for any site.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LASTS = timedelta(days=365)
RENEW_BEFORE_END = timedelta(days=30)
CLOCK_SLACK = timedelta(days=1)  # a phone whose clock is behind still accepts a new certificate


@dataclass(frozen=True)
class Certificate:
    """Where certificate and key lie, and the SHA-256 fingerprint that a phone shows (`AB:CD:...`)."""

    file: Path
    key_file: Path
    fingerprint: str


def certificate_for(folder: Path, names: Sequence[str], *, now: datetime) -> Certificate:
    """The kept certificate if it is for exactly these names, private and in date; else a new one with a new key.

    names: host names and IP addresses as text, at least one. Raises OSError if the folder cannot be used.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file, key_file = folder / "certificate.pem", folder / "certificate-key.pem"
    kept = _kept(file, key_file, names, now)
    made = kept if kept is not None else _make(file, key_file, names, now)
    return Certificate(file, key_file, fingerprint(made))


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the whole certificate, in pairs of capitals with colons, as browsers show it."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _kept(file: Path, key_file: Path, names: Sequence[str], now: datetime) -> x509.Certificate | None:
    try:
        if os.name == "posix" and stat.S_IMODE(key_file.stat().st_mode) & 0o077:
            return None  # others could have read the key
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
        announced = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, TypeError, x509.ExtensionNotFound):
        return None
    fits = (
        _public(key.public_key()) == _public(certificate.public_key())
        and set(announced) == set(_general_names(names))
        and certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc - RENEW_BEFORE_END
    )
    return certificate if fits else None


def _public(key: object) -> bytes:
    return key.public_bytes(  # type: ignore[attr-defined]  # every kind of public key has it
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _make(file: Path, key_file: Path, names: Sequence[str], now: datetime) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Unspasm on this computer")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SLACK)
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName(_general_names(names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_for_signing_only(), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(
        key_file,
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
    _write(file, certificate.public_bytes(serialization.Encoding.PEM))
    return certificate


def _for_signing_only() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _general_names(names: Sequence[str]) -> list[x509.GeneralName]:
    return [_general_name(name) for name in names]


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing, readable by its owner alone."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
