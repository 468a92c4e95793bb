"""The languages that can be read, by their BCP 47 primary tag."""

from collections.abc import Mapping

from claims.reading.english.language import ENGLISH
from claims.reading.language import Language

LANGUAGES: Mapping[str, Language] = {ENGLISH.tag: ENGLISH}
