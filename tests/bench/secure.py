"""The office as phones meet it in the open: HTTP/2 over TLS, with a certificate made for one run."""

import base64
import hashlib
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

from tests.support.office import Office


class SecureOffice(Office):
    """`pin` lets a browser trust this one key as it would trust a bought certificate."""

    def __init__(self, folder: Path, **environment: str) -> None:
        super().__init__(folder, **environment)
        self.base = f"https://127.0.0.1:{self.port}"
        self.environment["GANDAN_BASE_URL"] = self.base
        self.pin = make_certificate(folder)

    def start(self) -> None:
        files = [
            "--ssl-certificate",
            self.folder / "certificate.pem",
            "--ssl-keyfile",
            self.folder / "key.pem",
        ]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "webapp.app:create_app"]
            + ["--host", "127.0.0.1", "--port", str(self.port), *map(str, files)],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.wait()

    def wait(self, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if httpx.get(f"{self.base}/healthz", verify=False).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise TimeoutError(self.base)


def make_certificate(folder: Path) -> str:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    made: Any = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
    made = made.not_valid_after(now + timedelta(days=1)).add_extension(address, critical=False)
    (folder / "certificate.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    with os.fdopen(os.open(folder / "key.pem", os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(public).digest()).decode()
