#!/usr/bin/env bash
# Runs once, as root, while Gradescope builds the image.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
environment="${AUTOGRADER_ENVIRONMENT:-/opt/autograder}"

# Nobody but root reads what the submissions are checked with.
chmod 700 "$root/source/course"
chmod -R go-rwx "$root/source/course"
chmod -R u+rwX,go+rX,go-w "$root/source/app"
chmod 755 "$root/source/run_autograder"
if [ "$(id -u)" -eq 0 ]; then
    chown -R root:root "$root/source"
fi

if [ -n "${AUTOGRADER_SKIP_INSTALL:-}" ]; then
    exit 0
fi
# The image's own Python may be older than this program needs.
python3 -m pip install --quiet --disable-pip-version-check --break-system-packages uv 2>/dev/null \
    || { apt-get install -y -qq python3-pip && python3 -m pip install --quiet uv; }
export UV_PYTHON_INSTALL_DIR=/opt/python
python3 -m uv venv --quiet --python 3.12 "$environment"
python3 -m uv pip install --quiet --python "$environment/bin/python" \
    --requirement "$root/source/requirements.txt"
