"""Who asks: an API token, or nobody. A browser's session is REST framework's own affair."""

import re

from django.utils import timezone
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from claims.choices import TokenScope
from claims.models import ApiToken, User

# What a token can be made of; anything else never reaches the database.
TOKEN = re.compile(rb"[!-~]{16,200}\Z")
SCOPES = frozenset(scope.value for scope in TokenScope)


class ApiTokenAuthentication(TokenAuthentication):
    """`Authorization: Token ct_…`: a token of an active person, not expired, of a known scope.

    Sets `request.auth` to the ApiToken. Raises AuthenticationFailed (401, with a challenge).
    """

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
