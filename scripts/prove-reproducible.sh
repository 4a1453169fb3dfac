#!/bin/sh
# Packs the last commit twice, from clean clones in different folders, time zones, languages and with different masks,
# and compares the tarballs byte by byte.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

pack() {
  git clone --quiet "$root" "$work/$1"
  cd "$work/$1"
  npm ci --silent --no-audit --no-fund --ignore-scripts
  npm pack --silent --pack-destination "$work" >/dev/null
  mv "$work"/status-watch-*.tgz "$work/$1.tgz"
}

(umask 022; TZ=UTC LC_ALL=C pack one)
(umask 077; TZ=Asia/Tokyo LC_ALL=C.UTF-8 pack another-folder)
cmp "$work/one.tgz" "$work/another-folder.tgz"
sha256sum "$work/one.tgz" | sed "s|  .*|  status-watch.tgz, twice|"
