"""What an answer is written as, from the request's Accept."""

from collections.abc import Iterable

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from claims.api.problems import MEDIA_TYPE as PROBLEM


class JsonNegotiation(DefaultContentNegotiation):
    """REST framework's own; and a client that accepts problem details alone reads JSON, too.

    Its successes are `application/json` all the same. Raises NotAcceptable (406), which says what
    there is, for a client that accepts neither.
    """

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        offered = list(renderers)
        try:
            found: tuple[BaseRenderer, str] = super().select_renderer(
                request, offered, format_suffix
            )
        except NotAcceptable:
            accepted = (kind.partition(";")[0].strip() for kind in self.get_accept_list(request))
            if PROBLEM not in map(str.lower, accepted):
                raise NotAcceptable(
                    f"The answers here are {offered[0].media_type}, and errors {PROBLEM}."
                ) from None
            return offered[0], offered[0].media_type
        return found
