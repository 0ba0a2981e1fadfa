#!/usr/bin/env bash
# Installs on Debian what the tests need beside the .NET SDK, and only what is missing: apt for programs, pip for
# .ci/requirements.txt. npm's packages are installed by the tests that use them.
#
# usage: scripts/setup-tests.sh
# Needs root or sudo where a program is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

has() { for program in "$@"; do command -v "$program" >/dev/null 2>&1 && return; done; return 1; }

packages=()
has git || packages+=(git)
has curl || packages+=(curl)
has jq || packages+=(jq)
has python3 || packages+=(python3)
has npm || packages+=(nodejs npm)
has clang gcc || packages+=(clang)
[ -e /usr/include/zlib.h ] || packages+=(zlib1g-dev)
has chromium chromium-browser google-chrome || packages+=(chromium)
# Debian's own Python takes no packages from pip; a virtual environment does.
managed() { python3 -c 'import os, sys, sysconfig; sys.exit(sys.prefix != sys.base_prefix or not os.path.exists(sysconfig.get_path("stdlib") + "/EXTERNALLY-MANAGED"))'; }
if ! has python3 || managed; then
  [ -x .venv/bin/pip ] || packages+=(python3-venv)
elif ! python3 -m pip --version >/dev/null 2>&1; then
  packages+=(python3-pip)
fi

if [ ${#packages[@]} -gt 0 ]; then
  has apt-get || { echo "Not Debian. Missing: ${packages[*]}, by Debian's names." >&2; exit 1; }
  root=()
  [ "$(id -u)" = 0 ] || root=(sudo)
  "${root[@]}" apt-get update -q
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${packages[@]}"
fi

if managed; then
  [ -x .venv/bin/pip ] || python3 -m venv .venv
  .venv/bin/pip install --quiet -r .ci/requirements.txt
  echo "Before dotnet test: export PATH=\"$PWD/.venv/bin:\$PATH\""
else
  python3 -m pip install --quiet -r .ci/requirements.txt
fi
