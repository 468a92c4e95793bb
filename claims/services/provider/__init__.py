"""An optional second pair of eyes: a language model that names passages worth a look.

Off unless READING_PROVIDER_URL is set. It only adds candidates: what comes back is taken as
quotes and as nothing else, and each has to stand in the text, letter for letter and once.
Offsets, speakers and dates are read by claims.reading. The worker alone asks it
(`worker.ask_next`), never a web request and never inside a transaction.
"""

from claims.services.provider.candidates import candidates
from claims.services.provider.endpoint import enabled, notice
from claims.services.provider.failure import ProviderFailed

__all__ = ["ProviderFailed", "candidates", "enabled", "notice"]
