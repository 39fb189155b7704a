# Sourced by the commands: brings what the project needs onto the machine.
# shellcheck shell=bash
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

node_minimum=20.19.0
node_pinned=20.20.2

usage() {
  sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$1"
  exit 0
}

version_at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

node_is_recent() {
  command -v node >/dev/null && version_at_least "$node_minimum" "$(node --version | sed 's/^v//')"
}

# Node of the pinned version from its npm package, in the cache folder, where the
# system has none or an older one (Debian 12 has 18).
setup_node() {
  local home=$cache_dir/node-$node_pinned
  [ -x "$home/bin/node" ] && PATH=$home/bin:$PATH
  node_is_recent && return
  can_install || fail "Node $node_minimum or later is missing; get it from nodejs.org or your package manager"
  require_command npm nodejs npm
  say "Fetching Node $node_pinned"
  local work
  work=$(mktemp -d)
  (cd "$work" && npm pack --silent "node-linux-$(node -p process.arch)@$node_pinned" >/dev/null && tar -xzf ./*.tgz)
  mkdir -p "$home"
  cp -r "$work/package/bin" "$home/"
  rm -rf "$work"
  chmod +x "$home/bin/node"
  PATH=$home/bin:$PATH
  node_is_recent || fail "Node $node_pinned could not be set up"
}

# npm packages as the lock file says, again only when it changed.
setup_packages() {
  local stamp=$project_root/node_modules/.inkling-lock
  cmp -s "$project_root/package-lock.json" "$stamp" && return
  say "Installing npm packages"
  local log="$cache_dir/npm.log"
  mkdir -p "$cache_dir"
  if ! (cd "$project_root" && npm ci --ignore-scripts --no-audit --no-fund) >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    fail "npm could not install the packages of package-lock.json; its output is in $log"
  fi
  cp "$project_root/package-lock.json" "$stamp"
}

# Sets and exports CHROMIUM, the browser of tests and benchmarks.
setup_chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && CHROMIUM=$(command -v "$name"); then
      export CHROMIUM
      return
    fi
  done
  require_command chromium chromium
  CHROMIUM=$(command -v chromium)
  export CHROMIUM
}
