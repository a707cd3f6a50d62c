"""What is sent back to an LMS when staff has chosen an assignment there."""

from __future__ import annotations

import time
import uuid
from typing import Any, Final

from portal.lti import keys
from portal.lti.tokens import CLAIM
from portal.models import Assignment, Deployment

_DL: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/"


def answer(deployment: Deployment, chosen: Assignment, data: object, launch: str) -> str:
    """A token with one link to an assignment, which comes with its column in the gradebook."""
    platform = deployment.platform
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": platform.client_id,
        "sub": platform.client_id,  # Blackboard wants it
        "aud": platform.issuer,
        "iat": now,
        "exp": now + 300,
        "nonce": uuid.uuid4().hex,
        f"{CLAIM}deployment_id": deployment.deployment_id,
        f"{CLAIM}message_type": "LtiDeepLinkingResponse",
        f"{CLAIM}version": "1.3.0",
        f"{_DL}content_items": [_item(chosen, launch)],
    }
    if isinstance(data, str):
        claims[f"{_DL}data"] = data
    return keys.signed(claims)


def _item(chosen: Assignment, launch: str) -> dict[str, Any]:
    title = next(iter(chosen.title.values()), chosen.slug)
    return {
        "type": "ltiResourceLink",
        "title": title,
        "url": launch,
        "custom": {"course": chosen.course.name, "assignment": chosen.slug},
        "lineItem": {
            "label": title,
            "scoreMaximum": chosen.max_score,
            "resourceId": f"{chosen.course.name}/{chosen.slug}",
            "tag": "autograder",
        },
    }
