#!/bin/sh
# Makes the environment from the lock file and, where it may, installs the system's parts for scans.
# Called by make; safe to call again.
set -eu
venv=$1

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }
install() {
    echo "Installing $* ..."
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 ||
        { apt-get update -qq >/dev/null 2>&1 &&
          DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1; }
}

python=
for candidate in python3.11 python3.12 python3.13 python3; do
    if command -v "$candidate" >/dev/null 2>&1 &&
        "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || { echo "Hermana needs Python 3.11, 3.12 or 3.13; none was found." >&2; exit 1; }

if [ ! -x "$venv/bin/pip" ]; then
    echo "Making the environment in $venv ..."
    if ! "$python" -m venv "$venv" >/dev/null 2>&1; then
        rm -rf "$venv"
        can_install && install python3-venv
        "$python" -m venv "$venv" || {
            echo "Python's venv module is missing. Install it (Debian: apt-get install python3-venv) and try again." >&2
            exit 1
        }
    fi
fi
"$venv/bin/pip" install -q --disable-pip-version-check "uv==$UV_VERSION"
echo "Installing the Python packages from uv.lock ..."
VIRTUAL_ENV= UV_PROJECT_ENVIRONMENT=$venv "$venv/bin/uv" sync -q --frozen --inexact

missing=
command -v tesseract >/dev/null 2>&1 || missing="tesseract-ocr"
for language in spa por jpn chi-sim chi-tra kor osd; do
    trained=$(echo "$language" | tr - _)
    tesseract --list-langs 2>/dev/null | grep -qx "$trained" || missing="$missing tesseract-ocr-$language"
done
if [ -n "$missing" ]; then
    # shellcheck disable=SC2086
    if can_install && install $missing; then
        echo "Tesseract is installed: scans are read."
    else
        echo "Scans are not read: Tesseract or one of its languages is missing. To switch it on:"
        echo "  sudo apt-get install $missing"
        echo "Everything else works; 'hermana doctor' says what is there."
    fi
fi
