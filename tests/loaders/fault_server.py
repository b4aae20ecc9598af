"""A web server on this machine that misbehaves on request."""

import contextlib
import http.server
import socket
import struct
import threading
import time
from dataclasses import dataclass, field


@dataclass
class Site:
    """What the server holds and what it does: the next fault is used up by the next request."""

    content: bytes
    faults: list[str] = field(default_factory=list)
    tag: str = '"one"'
    ranges: bool = True
    kind: str = "application/octet-stream"
    seen: list[dict[str, str]] = field(default_factory=list)
    url: str = ""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        """Say nothing."""

    def do_GET(self):
        site = self.server.site
        site.seen.append(dict(self.headers))
        fault = site.faults.pop(0) if site.faults else ""
        if fault[:3].isdigit():
            self._status(int(fault[:3]))
        elif fault == "reset":
            self._hang_up()
        elif fault.startswith("to "):
            self._status(302, {"Location": fault[3:]})
        else:
            self._send(site, fault)

    def _status(self, code, headers=None):
        self.send_response(code)
        for name, value in {"Content-Length": "0", **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()

    def _send(self, site, fault):
        begin = self._begin(site)
        body = site.content[begin:]
        self.send_response(206 if begin else 200)
        self.send_header("Content-Type", site.kind)
        if fault != "no length":
            self.send_header("Content-Length", str(len(body)))
        else:
            self.send_header("Connection", "close")
            self.close_connection = True
        if site.tag:
            self.send_header("ETag", site.tag)
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(site.content) - 1}/{len(site.content)}")
        self.end_headers()
        if fault.startswith("drop "):
            self.wfile.write(body[: int(fault[5:])])
            self.wfile.flush()
            time.sleep(0.05)
            self._hang_up()
        elif fault == "slow":
            self._trickle(body)
        else:
            self.wfile.write(body)

    def _begin(self, site):
        asked = self.headers.get("Range", "")
        same = self.headers.get("If-Range", site.tag) == site.tag
        return int(asked[6:-1]) if site.ranges and same and asked.startswith("bytes=") else 0

    def _trickle(self, body):
        for k in range(0, len(body), 1000):
            self.wfile.write(body[k : k + 1000])
            self.wfile.flush()
            time.sleep(0.02)

    def _hang_up(self):
        """Close so that the other side gets a reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """Say nothing: the faults are meant."""


@contextlib.contextmanager
def serving(content, **rest):
    """Serve some bytes at an address of this machine."""
    site = Site(content, **rest)
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.site = site
        site.url = f"http://127.0.0.1:{server.server_port}/ties.csv"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
