# Shared by the scripts in this folder; sourced, not run. Debian 12 or later is expected, and nothing but it.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '\n== %s\n' "$*" >&2; }
note() { printf '   %s\n' "$*" >&2; }
die() {
  printf '%s: %s\n' "$(basename "$0")" "$1" >&2
  shift
  [ $# -eq 0 ] || printf '   %s\n' "$@" >&2
  exit 69
}

# As root, by sudo where that is needed.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    command -v sudo >/dev/null || die "root is needed for: $*" "Install sudo, or run that command as root, and start again."
    sudo "$@"
  fi
}

# Installs those of the packages that are not there. Asks apt only when one is missing, so that all this works offline too.
need_packages() {
  local missing=() package
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  note "installing ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null 2>&1 ||
    { as_root apt-get update -q >/dev/null &&
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null; } ||
    die "these Debian packages could not be installed: ${missing[*]}" \
      "On a machine with a network: apt-get install ${missing[*]}"
}

# What Forewarn is built from, and what Swift's compiler wants beside it.
need_libraries() {
  need_packages librdkafka-dev libsqlite3-dev libyaml-dev libmicrohttpd-dev zlib1g-dev pkg-config
}

# A Swift toolchain on PATH: the one that is there, else swift.org's release that `.swift-version` names, kept in the cache.
need_swift() {
  local version home
  version=$(cat "$root/.swift-version")
  home=${XDG_CACHE_HOME:-$HOME/.cache}/forewarn/swift-$version
  [ ! -x "$home/usr/bin/swift" ] || PATH=$home/usr/bin:$PATH
  if command -v swift >/dev/null; then
    note "$(swift --version 2>/dev/null | head -n 1)"
    return
  fi
  fetch_swift "$version" "$home"
  PATH=$home/usr/bin:$PATH
  note "$(swift --version 2>/dev/null | head -n 1)"
}

fetch_swift() { # version, folder
  local version=$1 home=$2 platform base name
  # shellcheck disable=SC1091
  platform=$(. /etc/os-release && echo "$ID$VERSION_ID")
  [ "$platform" = debian12 ] || note "this is $platform and not debian12: the packages' names may differ"
  [ "$(uname -m)" = x86_64 ] || platform=$platform-$(uname -m)
  name=swift-$version-RELEASE-$platform
  base=https://download.swift.org/swift-$version-release/${platform//./}/swift-$version-RELEASE
  need_packages ca-certificates curl gnupg binutils-gold gcc git libc6-dev libcurl4-openssl-dev libedit2 libncurses6 \
    libpython3-dev libstdc++-12-dev libxml2-dev libz3-dev tzdata zlib1g-dev
  say "Fetching Swift $version (800 MB) from swift.org"
  local work
  work=$(mktemp -d)
  if ! curl -fL --retry 3 --progress-bar -o "$work/swift.tar.gz" "$base/$name.tar.gz" ||
    ! curl -fsSL --retry 3 -o "$work/swift.tar.gz.sig" "$base/$name.tar.gz.sig" ||
    ! curl -fsSL --retry 3 -o "$work/keys.asc" https://www.swift.org/keys/all-keys.asc; then
    rm -rf "$work"
    die "Swift $version is not here and could not be fetched." \
      "On a machine with a network, get these three:" \
      "  $base/$name.tar.gz" "  $base/$name.tar.gz.sig" "  https://www.swift.org/keys/all-keys.asc" \
      "Check:   gpg --import all-keys.asc && gpg --verify $name.tar.gz.sig" \
      "Unpack:  mkdir -p $home && tar xzf $name.tar.gz --strip-components=1 -C $home" \
      "and start again; or put any Swift $version on PATH."
  fi
  note "checking its signature"
  mkdir -m 700 "$work/gnupg"
  if ! gpg --homedir "$work/gnupg" --batch --quiet --import "$work/keys.asc" 2>/dev/null ||
    ! gpg --homedir "$work/gnupg" --batch --quiet --verify "$work/swift.tar.gz.sig" "$work/swift.tar.gz" 2>"$work/gpg.log"; then
    cat "$work/gpg.log" >&2 || true
    rm -rf "$work"
    die "the signature of the Swift that came from $base does not hold; nothing was installed."
  fi
  note "unpacking to $home"
  rm -rf "$home.partial"
  mkdir -p "$home.partial"
  tar xzf "$work/swift.tar.gz" --strip-components=1 -C "$home.partial"
  mv "$home.partial" "$home"
  rm -rf "$work"
}
