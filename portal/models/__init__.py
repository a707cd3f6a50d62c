"""What the portal keeps. Names are the field's."""

from portal.models.courses import (
    Assignment,
    AuditLog,
    Course,
    Extension,
    Invitation,
    Membership,
    Person,
    Revision,
    Role,
)
from portal.models.errands import Command, Errand, GraderVersion, Parcel
from portal.models.limits import Spent
from portal.models.lms import (
    Deployment,
    Identity,
    Login,
    Passback,
    Platform,
    Registration,
    ResourceLink,
    Roster,
    ToolKey,
)
from portal.models.work import (
    UNGRADED,
    Blob,
    Result,
    Run,
    Submission,
    SubmittedFile,
)

__all__ = [
    "UNGRADED",
    "Assignment",
    "AuditLog",
    "Blob",
    "Command",
    "Course",
    "Deployment",
    "Errand",
    "Extension",
    "GraderVersion",
    "Identity",
    "Invitation",
    "Login",
    "Membership",
    "Parcel",
    "Passback",
    "Person",
    "Platform",
    "Registration",
    "ResourceLink",
    "Result",
    "Revision",
    "Role",
    "Roster",
    "Run",
    "Spent",
    "Submission",
    "SubmittedFile",
    "ToolKey",
]
