"""A batch service on the loopback interface: the files and batches of OpenAI's interface, in memory."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from loopback import Reply, fault

KEY = "sk-test-0123456789abcdef"
PAGE = 2  # batches on one page of the list: so that pages are turned


def content_line(key: str, content: str) -> str:
    """A line of an output file."""
    choice = {"finish_reason": "stop", "message": {"role": "assistant", "content": content}}
    body = {"model": "batch-1", "choices": [choice], "usage": {"prompt_tokens": 4, "completion_tokens": 2}}
    told = {"id": f"r-{key}", "custom_id": key, "response": {"status_code": 200, "body": body}, "error": None}
    return json.dumps(told, ensure_ascii=False)


def expired_line(key: str) -> str:
    """A line of the error file of a batch that expired."""
    error = {"code": "batch_expired", "message": "This request could not be executed before the end of 24h."}
    return json.dumps({"id": f"r-{key}", "custom_id": key, "response": None, "error": error})


class BatchService:
    """Takes files and makes batches; a test says when one ends and with what.

    Attributes:
        files: by id, as uploaded or as left by a batch.
        batches: by id, in the order of their making.
        calls: "METHOD /path" of every call.
        faults: replies by "METHOD /path" that are given first, in order, instead of doing anything; with `lost`, what
            was asked for is done all the same.

    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.batches: dict[str, dict[str, Any]] = {}
        self.calls: list[str] = []
        self.faults: dict[str, list[Reply]] = {}
        self.lost = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> BatchService:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def requests(self, batch: str) -> list[dict[str, Any]]:
        """What a batch asks."""
        return [json.loads(line) for line in self.files[self.batches[batch]["input_file_id"]].splitlines()]

    def keys(self, batch: str) -> list[str]:
        return [line["custom_id"] for line in self.requests(batch)]

    @property
    def asked(self) -> list[str]:
        """The requests of all batches: what is paid for."""
        return [key for batch in self.batches for key in self.keys(batch)]

    def end(
        self,
        batch: str,
        state: str = "completed",
        output: Iterable[str] = (),
        errors: Iterable[str] = (),
        why: str = "",
    ) -> None:
        """Let a batch end with these lines in its output file and its error file."""
        made = self.batches[batch]
        made.update(status=state, errors={"object": "list", "data": [{"message": why}] if why else []})
        for name, lines in (("output", list(output)), ("error", list(errors))):
            if lines:
                made[f"{name}_file_id"] = f"file-{name}-{batch}"
                self.files[f"file-{name}-{batch}"] = "\n".join(lines).encode()
            made["request_counts"]["completed" if name == "output" else "failed"] = len(lines)

    def answer(self, batch: str, answer: Callable[[dict[str, Any]], str]) -> None:
        """Let a batch be completed, each request with the content that a function gives."""
        asked = self.requests(batch)
        self.end(batch, output=[content_line(line["custom_id"], answer(line)) for line in reversed(asked)])

    def reply(self, method: str, path: str, query: dict[str, list[str]], body: bytes, kind: str) -> Reply | bytes:
        match method, path.removeprefix("/v1/").split("/"):
            case "POST", ["files"]:
                return self._upload(body, kind)
            case "POST", ["batches"]:
                return self._create(json.loads(body))
            case "GET", ["batches"]:
                return self._list(query.get("after", [""])[0])
            case "GET", ["batches", name] if name in self.batches:
                return Reply(self.batches[name])
            case "GET", ["files", name, "content"] if name in self.files:
                return self.files[name]
        return fault(404, f"no such thing: {path}")

    def _upload(self, body: bytes, kind: str) -> Reply:
        parts = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body).get_payload()
        fields = {part.get_param("name", header="content-disposition"): _payload(part) for part in parts}  # type: ignore[union-attr]
        if fields["purpose"] != b"batch":
            return fault(400, "wrong purpose")
        name = f"file-{len(self.files)}"
        self.files[name] = fields["file"]
        return Reply({"id": name, "object": "file", "bytes": len(fields["file"]), "purpose": "batch"})

    def _create(self, asked: dict[str, Any]) -> Reply:
        if (asked["endpoint"], asked["completion_window"]) != ("/v1/chat/completions", "24h"):
            return fault(400, "wrong endpoint")
        name = f"batch_{len(self.batches)}"
        counts = {"total": len(self.files[asked["input_file_id"]].splitlines()), "completed": 0, "failed": 0}
        made = {"id": name, "object": "batch", "status": "in_progress", "created_at": 1_780_000_000, **asked}
        self.batches[name] = {**made, "request_counts": counts}
        return Reply(self.batches[name])

    def _list(self, after: str) -> Reply:
        newest = list(reversed(self.batches))
        start = newest.index(after) + 1 if after else 0
        page = newest[start : start + PAGE]
        told = {"object": "list", "data": [self.batches[name] for name in page]}
        return Reply({**told, "has_more": start + PAGE < len(newest)})


def _payload(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    return data


def _handler(service: BatchService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._do("GET", b"")

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self._do("POST", self.rfile.read(length))

        def _do(self, method: str, body: bytes) -> None:
            url = urlsplit(self.path)
            call = f"{method} {url.path.removeprefix('/v1')}"
            service.calls.append(call)
            assert self.headers["Authorization"] == f"Bearer {KEY}"
            planned = service.faults.get(call)
            reply: Reply | bytes | None = planned.pop(0) if planned else None
            if reply is None or service.lost:
                done = service.reply(method, url.path, parse_qs(url.query), body, self.headers["Content-Type"] or "")
                reply = reply or done
            self._send(reply)

        def _send(self, reply: Reply | bytes) -> None:
            made = reply if isinstance(reply, Reply) else Reply(headers={"Content-Type": "application/octet-stream"})
            text = isinstance(made.body, str)
            data = reply if isinstance(reply, bytes) else (made.body if text else json.dumps(made.body)).encode()
            self.send_response(made.status)
            headers = {"Content-Type": "text/html" if text else "application/json", "Content-Length": str(len(data))}
            for name, value in {**headers, **made.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler
