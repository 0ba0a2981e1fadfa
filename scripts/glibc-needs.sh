#!/bin/sh
# Prints the newest glibc version that a binary needs; fails above a limit. provided.al2023 has 2.34.
set -eu
binary=${1:?usage: glibc-needs.sh BINARY [LIMIT]}
limit=${2:-2.34}
command -v readelf >/dev/null || { echo "readelf is missing: install binutils" >&2; exit 2; }
symbols=$(readelf -V -- "$binary") || exit 2
newest=$(printf '%s\n' "$symbols" | grep -o 'GLIBC_[0-9][0-9.]*' | sed 's/GLIBC_//' | sort -Vu | tail -n 1)
[ -n "$newest" ] || { echo "$binary needs no glibc symbol"; exit 0; }
echo "$binary needs glibc $newest (limit $limit)"
[ "$(printf '%s\n%s\n' "$newest" "$limit" | sort -V | tail -n 1)" = "$limit" ]
