"""Django's settings; all that differs between machines comes from ``portal.configuration``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import dj_database_url

from portal import configuration

_HERE: Final = Path(__file__).parent
CONFIGURATION: Final = configuration.read()

SECRET_KEY = CONFIGURATION.secret
DEBUG = False
ALLOWED_HOSTS = [CONFIGURATION.host]
CSRF_TRUSTED_ORIGINS = [CONFIGURATION.address]
ROOT_URLCONF = "portal.urls"
ASGI_APPLICATION = "portal.asgi.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "portal",
]
MIDDLEWARE = [
    "portal.middleware.security_headers",  # around all others: they set cookies, too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.language",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [_HERE / "templates"],
        "OPTIONS": {
            "environment": "portal.pages.environment",
            "context_processors": ["portal.pages.context"],
        },
    }
]

DATABASES = {"default": dj_database_url.parse(CONFIGURATION.database or "postgresql:///none")}
if os.environ.get(configuration.PART) == configuration.WEB:
    # However many pages are asked for at once, these connections serve them: the others wait.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        "pool": {"min_size": 2, "max_size": 20, "timeout": 60},
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "portal.Person"
AUTHENTICATION_BACKENDS = ["portal.signing_in.InvitedPeople"]

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False  # the texts stand in both languages where they are said: `portal.pages`

STATIC_URL = "/static/"
STATIC_ROOT = CONFIGURATION.data / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Those of a session in an LMS's frame, another site's page, are changed in `portal.middleware`.
SESSION_COOKIE_NAME = "autograder"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIGURATION.encrypted
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

LARGEST_UPLOAD = 20 * 1024 * 1024  # bytes of one hand-in, all files together
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024  # of the fields that are no files
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = ["portal.uploads.BoundedUpload"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Whoever asks for another host, or for what is not there, is told so, and nobody else.
    "loggers": {
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "django.request": {"level": "ERROR"},
    },
}
