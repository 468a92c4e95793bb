"""A provider on this machine that answers as a test tells it to, and remembers what it was sent."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

Respond = Callable[["Handler"], None]


@dataclass
class Asked:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def article(self) -> str:
        found: str = json.loads(self.body["messages"][-1]["content"])["article"]
        return found


@dataclass
class Provider:
    """What the tests hold: set `respond`, then look at `asked`."""

    url: str = ""
    respond: Respond = field(default=lambda handler: handler.quotes())
    asked: list[Asked] = field(default_factory=list)
    # Set when the test is over: whoever keeps a client waiting looks at it.
    over: Event = field(default_factory=Event)


class Handler(BaseHTTPRequestHandler):
    provider: Provider
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = json.loads(self.rfile.read(length))
        self.provider.asked.append(Asked(self.path, dict(self.headers.items()), body))
        self.provider.respond(self)
        self.close_connection = True

    def do_GET(self) -> None:
        raise AssertionError("a redirect was followed")

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def content(self, words: Any) -> None:
        """Answer as an OpenAI-compatible endpoint whose model said `words`."""
        choices = [{"index": 0, "message": {"role": "assistant", "content": words}}]
        self.say(200, json.dumps({"object": "chat.completion", "choices": choices}).encode())

    def quotes(self, *quotes: Any) -> None:
        self.content(json.dumps({"quotes": quotes}))


@contextmanager
def provider() -> Iterator[Provider]:
    """Give a provider at a free port of this machine."""
    found = Provider()
    handler = type("OneHandler", (Handler,), {"provider": found})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield found
    finally:
        found.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
