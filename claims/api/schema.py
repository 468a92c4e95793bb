"""What the schema says beyond the views: how tokens are sent, and what needs none."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerExtension,
)
from drf_spectacular.openapi import AutoSchema

from claims.api.permissions import ReadAccess


class ApiTokenScheme(OpenApiAuthenticationExtension):
    """One token, two ways to send it: the tracker's own word, and the one that most clients use."""

    target_class = "claims.api.authentication.ApiTokenAuthentication"
    name = ["apiToken", "bearer"]

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[Any]]]:
        return [{name: []} for name in self.name]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, Any]]:
        return [
            {
                "type": "apiKey",
                "in": "header",
                "name": "Authorization",
                "description": "`Token ct_…`: make one in the admin. Any other scheme than this "
                "and Bearer is a 401: a proxy with a password of its own must not hand it on.",
            },
            {
                "type": "http",
                "scheme": "bearer",
                "description": "The same token as `Bearer ct_…`.",
            },
        ]


class ClosedInput(OpenApiSerializerExtension):
    """What a client sends has the fields that are named and no others."""

    target_class = "claims.api.inputs.Input"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Any) -> dict[str, Any]:
        found = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return {**found, "additionalProperties": False}


class ApiSchema(AutoSchema):
    """Says that anyone may read, where that is so; nobody writes without saying who she is."""

    def get_auth(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super().get_auth()
        anyone = settings.PUBLIC_READ and ReadAccess in self.view.permission_classes
        return [*found, {}] if anyone and self.method == "GET" else found
