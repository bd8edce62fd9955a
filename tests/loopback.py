"""A real HTTP service on the loopback interface: scripted replies in, recorded requests out."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What the service does with one request; `drip` sends blanks for so many seconds before the body, `cut` hangs up
    after that share of it (0: before the first byte)."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drip: float = 0.0
    cut: float | None = None


def completion(content: str | None, finish: str = "stop", **message: Any) -> Reply:
    """A chat completion as OpenAI's interface gives it."""
    return Reply(
        {
            "id": "c1",
            "object": "chat.completion",
            "created": 1,
            "model": "loop-1",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": finish,
                    "message": {"role": "assistant", "content": content, **message},
                }
            ],
            "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
        }
    )


def fault(status: int, message: str = "no", code: str | None = None, **headers: str) -> Reply:
    """An error in OpenAI's form; `retry_after="1"` becomes the header Retry-After."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply({"error": {"message": message, "type": "t", "code": code}}, status, named)


@dataclass
class Seen:
    """One request as it came over the wire."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    time: float


class Loopback:
    """Answers the nth request with the nth reply, and every later one with the last."""

    def __init__(self, *replies: Reply | Callable[[dict[str, Any]], Reply]) -> None:
        self.replies = replies
        self.seen: list[Seen] = []
        self.most_at_once = 0
        self._at_once = 0
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def at_once(self) -> int:
        """Requests under way now."""
        return self._at_once

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [seen.body for seen in self.seen]

    def __enter__(self) -> Loopback:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def reply_to(self, seen: Seen) -> Reply:
        with self._lock:
            self.seen.append(seen)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            reply = self.replies[min(len(self.seen), len(self.replies)) - 1]
        made = reply if isinstance(reply, Reply) else reply(seen.body)
        time.sleep(made.delay)
        return made

    def done(self) -> None:
        with self._lock:
            self._at_once -= 1


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # joined at server_close, so that nothing outlives a test
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Quiet: clients that time out hang up."""


def _handler(loopback: Loopback) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                self._send(loopback.reply_to(Seen(self.path, headers, body, time.monotonic())))
            finally:
                loopback.done()

        def _send(self, reply: Reply) -> None:
            kind = "text/html" if isinstance(reply.body, str) else "application/json"
            data = reply.body.encode() if isinstance(reply.body, str) else json.dumps(reply.body).encode()
            if reply.cut == 0:
                self.close_connection = True
                return
            self.send_response(reply.status)
            if not reply.drip:
                self.send_header("Content-Length", str(len(data)))
            for name, value in {"Content-Type": kind, **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            end = time.monotonic() + reply.drip
            while time.monotonic() < end:
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.02)
            if reply.cut is not None:
                self.wfile.write(data[: int(len(data) * reply.cut)])
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler
