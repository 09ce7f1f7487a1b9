"""The site's own TLS certificate, made once, so that handhelds on the network may use
their cameras: browsers allow that only over TLS or on the machine itself.
"""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

# A handheld whose clock was reset must not find the certificate "not yet valid".
NOT_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)
NOT_AFTER = datetime(2049, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Two PEM files, and the fingerprint a person can compare."""

    certificate_file: Path
    key_file: Path
    fingerprint: str


def site_certificate(folder: Path, address: str) -> Certificate:
    """The certificate for this address in this folder, made when there is none."""
    certificate_file = folder / f"tls-{address}.pem"
    key_file = folder / f"tls-{address}.key"
    made = _read(certificate_file, key_file)
    if made is None:
        _make(certificate_file, key_file, address)
        made = x509.load_pem_x509_certificate(certificate_file.read_bytes())
    digest = made.fingerprint(hashes.SHA256()).hex().upper()
    pairs = ":".join(digest[n : n + 2] for n in range(0, len(digest), 2))
    return Certificate(
        certificate_file=certificate_file, key_file=key_file, fingerprint=pairs
    )


def write_whole(file: Path, content: bytes, *, is_secret: bool = False) -> None:
    """Write a file so that it is there as a whole, or not at all."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600 if is_secret else 0o644)
    part.write_bytes(content)
    part.replace(file)


def _read(certificate_file: Path, key_file: Path) -> x509.Certificate | None:
    """The certificate, when both files are there and belong together."""
    try:
        made = x509.load_pem_x509_certificate(certificate_file.read_bytes())
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
    except (OSError, ValueError):
        return None
    return made if made.public_key() == key.public_key() else None


def _make(certificate_file: Path, key_file: Path, address: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Zonewise at {address}")])
    names = x509.SubjectAlternativeName(
        [x509.IPAddress(ipaddress.ip_address(address)), x509.DNSName("localhost")]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOT_BEFORE)
        .not_valid_after(NOT_AFTER)
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_whole(key_file, secret, is_secret=True)
    write_whole(certificate_file, made.public_bytes(serialization.Encoding.PEM))
