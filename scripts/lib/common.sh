# Sourced by the scripts beside it: where things are, what is told, what is installed.
# shellcheck shell=bash
set -euo pipefail

project_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache_dir=${INKLING_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/inkling}

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Whether this script may install system packages.
can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# install_packages PACKAGE...: with Debian's package manager, quietly, once.
install_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return
  say "Installing ${missing[*]}"
  local log="$cache_dir/apt.log"
  mkdir -p "$cache_dir"
  if ! { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" ||
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; }; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    fail "apt-get could not install ${missing[*]}; its output is in $log"
  fi
}

# require_command COMMAND PACKAGE...: the command is there, or the packages that
# bring it are installed, or the script ends with one line that says what to do.
require_command() {
  local name=$1
  shift
  command -v "$name" >/dev/null && return
  can_install || fail "'$name' is missing; on Debian: sudo apt-get install $*"
  install_packages "$@"
}
