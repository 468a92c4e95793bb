"""What can go wrong between the tracker and the provider."""

from claims.errors import ClaimError


class ProviderFailed(ClaimError):
    """The provider gave no quotes. The message is for analysts, and holds nothing it answered.

    `again`: whether asking later may help. `wait` is the number of seconds for which it asked
    to be left alone, or None.
    """

    message = "The provider gave no answer."

    def __init__(self, message: str = "", *, again: bool = True, wait: int | None = None) -> None:
        super().__init__(message)
        self.again = again
        self.wait = wait
