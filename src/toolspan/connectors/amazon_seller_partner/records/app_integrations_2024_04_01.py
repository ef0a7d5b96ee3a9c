"""The records of Amazon's appIntegrations-2024-04-01 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing_extensions import TypedDict


class CreateNotificationResponse(TypedDict, total=False):
    notificationId: str
