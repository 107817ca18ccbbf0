# SPDX-License-Identifier: LGPL-2.1-or-later
"""What stands in for the API of a kubelet: a server with TLS, whose certificates are made for the test."""
import contextlib
import json
import os
import socket
import ssl
import subprocess
import threading

BODY = {"authorization": {"mode": "Webhook"}, "readOnlyPort": 10255}


def openssl(*args):
    """Run openssl(1)."""
    subprocess.run(("openssl",) + args, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


class Pki:
    """A directory of certificates: NAME.crt and NAME.key."""

    def __init__(self, directory):
        self.directory = directory
        os.makedirs(directory, exist_ok=True)

    def path(self, name):
        """The path of a file."""
        return os.path.join(self.directory, name)

    def own(self, name, subject, extension=None, days=2):
        """A self-signed certificate."""
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-subj", "/CN=" + subject, "-days", str(days), "-keyout", self.path(name + ".key"),
                "-out", self.path(name + ".crt"), *(("-addext", extension) if extension else ()))

    def signed(self, name, subject, by, names=None, dates=()):
        """A certificate that another one signs."""
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-subj", "/CN=" + subject, "-keyout", self.path(name + ".key"),
                "-out", self.path(name + ".csr"))
        with open(self.path(name + ".ext"), "w", encoding="ascii") as file:
            if names:
                file.write("subjectAltName=%s\n" % names)
        openssl("x509", "-req", "-in", self.path(name + ".csr"), "-CA", self.path(by + ".crt"),
                "-CAkey", self.path(by + ".key"), "-CAcreateserial", "-extfile",
                self.path(name + ".ext"), "-out", self.path(name + ".crt"), *(dates or ("-days", "2")))


def reply(body, *headers, code="200 OK"):
    """An answer of HTTP."""
    text = body if isinstance(body, bytes) else json.dumps({"kubeletconfig": body}).encode()
    lines = ["HTTP/1.1 " + code, "Content-Length: %d" % len(text), "Connection: close"]
    return "\r\n".join(lines + list(headers)).encode() + b"\r\n\r\n" + text


class Server:
    """A context manager: listens, and does what `behave(connection, request)` does with each request.

    requests   the heads of the requests that came
    peers      the subjects of client certificates, None for none
    connections  how many connections were made
    """

    def __init__(self, cert=None, key=None, behave=None, client_ca=None, host="127.0.0.1"):
        self.behave = behave
        self.requests, self.peers, self.connections = [], [], 0
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.bind((host, 0))
        self.socket.listen(16)
        self.port = self.socket.getsockname()[1]
        self._context = None
        if cert:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(cert, key)
            if client_ca:
                self._context.load_verify_locations(client_ca)
                self._context.verify_mode = ssl.CERT_OPTIONAL
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, exc_type, exc, traceback):
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self._thread.join()

    def _run(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            with contextlib.suppress(OSError, ssl.SSLError):
                self._serve(connection)
            connection.close()

    def _serve(self, raw):
        if self._context is None:
            self.requests.append(raw.recv(65536))
            return
        with self._context.wrap_socket(raw, server_side=True) as connection:
            certificate = connection.getpeercert()
            request = b""
            while b"\r\n\r\n" not in request:
                got = connection.recv(65536)
                if not got:
                    return
                request += got
            self.requests.append(request.decode())
            self.peers.append(dict(part[0] for part in certificate["subject"])["commonName"]
                              if certificate else None)
            self.behave(connection)


def sends(answer):
    """A behaviour: answer with these bytes."""
    return lambda connection: connection.sendall(answer)


def sends_body(body):
    """A behaviour: answer as a kubelet does."""
    return sends(reply(body, "Content-Type: application/json"))


def sends_without_end(connection):
    """A behaviour: an answer of a gigabyte."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n" + b'{"kubeletconfig":{"a":"')
    for _ in range(1 << 14):
        connection.sendall(b"x" * 65536)


def drips(connection):
    """A behaviour: begin an answer, and send a byte of it now and then until the other side is gone."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{")
    connection.settimeout(0.2)
    while True:
        with contextlib.suppress(socket.timeout, ssl.SSLWantReadError):
            if not connection.recv(1):
                return
        connection.sendall(b" ")
