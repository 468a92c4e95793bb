"""One request to the provider, within every limit: time, size, no redirect, no proxy.

The standard library's client does no more than it is told to: it follows nothing, reads no
proxy variables and keeps no connection. A time-out of a socket bounds one read, and a server
that sends a byte a second would never meet it; so, once connected, a timer ends the whole
(decision 0051).
"""

import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Timer

from claims.services.provider.endpoint import Endpoint
from claims.services.provider.failure import ProviderFailed

CONNECT_SECONDS = 5
LONGEST_ANSWER = 1_000_000  # bytes
LONGEST_WAIT = 3_600  # seconds; who asks for more is asked again after that all the same
# The server's own trouble, or too many questions: worth another try.
PASSING = frozenset({408, 409, 425, 429})


def post(body: bytes, endpoint: Endpoint) -> bytes:
    """Send one question and return the answer's body. Raises ProviderFailed, nothing else."""
    connection = _connection(endpoint)
    try:
        connection.connect()
        with _ended_after(endpoint.seconds, connection) as late:
            return _exchange(connection, body, endpoint, late)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ProviderFailed(_why(error, endpoint)) from error
    finally:
        connection.close()


def _connection(endpoint: Endpoint) -> http.client.HTTPConnection:
    seconds = min(CONNECT_SECONDS, endpoint.seconds)
    port = endpoint.address.port
    if endpoint.https:
        trust = ssl.create_default_context()
        return http.client.HTTPSConnection(endpoint.host, port, timeout=seconds, context=trust)
    return http.client.HTTPConnection(endpoint.host, port, timeout=seconds)


@contextmanager
def _ended_after(seconds: int, connection: http.client.HTTPConnection) -> Iterator[Event]:
    """Cut the connection when the time is over; the event says that this is why it ended."""
    late = Event()
    connected = connection.sock

    def cut() -> None:
        late.set()
        with suppress(OSError):
            # Past ssl's own, which first forgets that the socket is encrypted.
            socket.socket.shutdown(connected, socket.SHUT_RDWR)

    connected.settimeout(seconds)
    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield late
    except (OSError, http.client.HTTPException, ValueError) as error:
        if late.is_set():
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()


def _exchange(
    connection: http.client.HTTPConnection, body: bytes, endpoint: Endpoint, late: Event
) -> bytes:
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        # Nothing is unpacked here, so that a small answer can't become a huge one.
        "Accept-Encoding": "identity",
        **({"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}),
    }
    address = endpoint.address
    target = f"{address.path}?{address.query}" if address.query else address.path
    connection.request("POST", target, body, headers)
    # Closed apart from the connection, which hands its socket over to an answer without an end.
    with connection.getresponse() as answer:
        if answer.status != http.client.OK:
            raise _refused(answer)
        found = answer.read(LONGEST_ANSWER + 1)
    if late.is_set():
        raise TimeoutError
    if len(found) > LONGEST_ANSWER:
        raise ProviderFailed(f"The provider’s answer has more than {LONGEST_ANSWER:,} bytes.")
    return found


def _refused(answer: http.client.HTTPResponse) -> ProviderFailed:
    """Return what a status other than 200 means; its body is not read."""
    status = answer.status
    if 300 <= status < 400:
        return ProviderFailed(
            f"The provider answered {status}, a redirect: those are not followed. "
            "Set READING_PROVIDER_URL to where it leads.",
            again=False,
        )
    passing = status in PASSING or status >= 500
    return ProviderFailed(
        f"The provider answered {status}.", again=passing, wait=_wait(answer) if passing else None
    )


def _wait(answer: http.client.HTTPResponse) -> int | None:
    """Return the seconds of `Retry-After`; None for none, and for one that is a date."""
    asked = (answer.getheader("Retry-After") or "").strip()
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 9):
        return None
    return min(int(asked), LONGEST_WAIT)


def _why(error: Exception, endpoint: Endpoint) -> str:
    """Say in one sentence what happened, without a word of what the other side sent."""
    if isinstance(error, TimeoutError):
        return f"The provider didn’t answer within {endpoint.seconds} s."
    if isinstance(error, ssl.SSLError):
        return "The provider’s certificate or TLS was not accepted."
    if isinstance(error, socket.gaierror):
        return f"There is no address for {endpoint.host}."
    if isinstance(error, http.client.IncompleteRead | ConnectionError):
        return "The provider’s connection was refused or broke off."
    return "The provider didn’t speak HTTP as expected."
