#!/usr/bin/env bash
# What tests/system needs besides the project itself, on Debian and Ubuntu. Run as root; it installs
# what is missing and says nothing where all is there.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
cache="${SHAOTAI_SYSTEM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/shaotai-system}"
headless=5.5.0

missing=()
want() { # package, and the program by which it is known to be there
    command -v "$2" >/dev/null || missing+=("$1")
}
want tmux tmux
want xvfb Xvfb
want xterm xterm
want x11-utils xdpyinfo
want xdotool xdotool
want imagemagick import
want fontconfig fc-list
want nodejs node
want npm npm
# luit came with x11-utils up to Debian 12 and is a package of its own since.
luit() { command -v luit >/dev/null; }
noto() { command -v fc-list >/dev/null && fc-list :lang=zh-cn | grep 'Noto Sans Mono CJK' >/dev/null; }
noto || missing+=(fonts-noto-cjk)
# luit reads its tables from here, and falls over without them.
[ -d /usr/share/fonts/X11/encodings ] || missing+=(xfonts-encodings)
dejavu() { command -v fc-list >/dev/null && fc-list | grep 'DejaVu Sans Mono' >/dev/null; }
dejavu || missing+=(fonts-dejavu-core)

if [ ${#missing[@]} -gt 0 ] || ! luit; then
    apt-get update -qq
    [ ${#missing[@]} -eq 0 ] ||
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    luit || apt-get install -y -qq --no-install-recommends luit >/dev/null
fi

installed="$cache/node_modules/@xterm/headless/package.json"
if ! grep "\"version\": \"$headless\"" "$installed" >/dev/null 2>&1; then
    npm install --silent --no-audit --no-fund --prefix "$cache" "@xterm/headless@$headless"
fi
