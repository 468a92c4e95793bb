"""What the schema says beyond the views: how tokens are sent, and what needs none."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from claims.api.permissions import ReadAccess


class ApiTokenScheme(OpenApiAuthenticationExtension):
    target_class = "claims.api.authentication.ApiTokenAuthentication"
    name = "apiToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token ct_…`: make one in the admin.",
        }


class ApiSchema(AutoSchema):
    """Says that anyone may read, where that is so."""

    def get_auth(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super().get_auth()
        anyone = settings.PUBLIC_READ and ReadAccess in self.view.permission_classes
        return [*found, {}] if anyone else found
