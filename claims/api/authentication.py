"""Who asks: an API token, or nobody. A browser's session is REST framework's own affair."""

import re

from django.utils import timezone
from knox.auth import TokenAuthentication
from rest_framework.authentication import get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from claims.choices import TokenScope
from claims.models import ApiToken, User

# What a token can be made of; anything else never reaches the database.
TOKEN = re.compile(rb"[!-~]{16,200}\Z")
SCHEMES = frozenset({b"token", b"bearer"})
# What a scheme can be called; a secret that was sent without one is not repeated.
SCHEME = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,29}\Z")
SCOPES = frozenset(scope.value for scope in TokenScope)


class ApiTokenAuthentication(TokenAuthentication):
    """`Authorization: Token ct_…` or `Bearer ct_…`: of an active person, not expired.

    Sets `request.auth` to the ApiToken. Raises AuthenticationFailed (401, with a challenge): for
    any other scheme, too. Who says who she is in a way that nobody here reads would otherwise
    be taken for nobody, and wonder where her drafts are.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        header = get_authorization_header(request).strip()
        if not header:
            return None
        scheme, _, secret = header.partition(b" ")
        if scheme.lower() not in SCHEMES:
            raise AuthenticationFailed(_unknown(scheme if secret else b""))
        return self.authenticate_credentials(secret.strip())

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        if not TOKEN.match(token):
            raise AuthenticationFailed("Invalid token.")
        user, found = super().authenticate_credentials(token)
        if found.scope not in SCOPES:
            raise AuthenticationFailed("Invalid token.")
        return user, found

    def _cleanup_token(self, auth_token: ApiToken) -> bool:
        """Refuse an expired token, but keep its row: reading writes nothing.

        knox deletes here; its owner would then look in vain for the token that stopped working.
        """
        return auth_token.expiry is not None and auth_token.expiry <= timezone.now()


def _unknown(scheme: bytes) -> str:
    named = SCHEME.match(scheme)
    fault = f"It has the scheme “{scheme.decode('ascii')}”" if named else "It has no scheme"
    return (
        f"The Authorization header can't be read. {fault}; "
        "send “Authorization: Token ct_…” or “Authorization: Bearer ct_…”."
    )
