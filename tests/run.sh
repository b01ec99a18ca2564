#!/usr/bin/env bash
# Installs what the tests need (by apt), builds everything, runs every test.
# The last line printed is "N passed, N failed, N skipped"; the exit status is 0 only with none failed.
# tests/run.sh [PART…]   only the parts whose project name contains one of the words, e.g. tests/run.sh Terminal Checks
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1

missing=()
command -v tmux >/dev/null 2>&1 || missing+=(tmux)
command -v kubectl >/dev/null 2>&1 || missing+=(kubernetes-client)
command -v python3 >/dev/null 2>&1 || missing+=(python3)
command -v openssl >/dev/null 2>&1 || missing+=(openssl)
# What the lab and the tests of the node script run for real.
command -v ip >/dev/null 2>&1 || missing+=(iproute2)
command -v iptables >/dev/null 2>&1 || missing+=(iptables)
command -v nft >/dev/null 2>&1 || missing+=(nftables)
command -v conntrack >/dev/null 2>&1 || missing+=(conntrack)
command -v ipset >/dev/null 2>&1 || missing+=(ipset)
command -v dnsmasq >/dev/null 2>&1 || missing+=(dnsmasq-base)
command -v dig >/dev/null 2>&1 || missing+=(dnsutils)
command -v busybox >/dev/null 2>&1 || missing+=(busybox-static)
command -v sysctl >/dev/null 2>&1 || missing+=(procps)
if [ ${#missing[@]} -gt 0 ]; then
    if command -v apt-get >/dev/null 2>&1; then
        sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo"
        echo "Installing ${missing[*]} ..."
        $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq "${missing[@]}" >/dev/null
    else
        echo "tests/run.sh: not here, and there is no apt-get to install it: ${missing[*]}" >&2
    fi
fi
# tmux draws wide characters right only in a UTF-8 locale.
export LANG=C.UTF-8 LC_ALL=C.UTF-8
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

results=$(mktemp -d)
trap 'rm -rf -- "$results"' EXIT
passed=0 failed=0 skipped=0

echo "Building ..."
if ! dotnet build KubeNetTui.sln -c Release --nologo -v quiet -clp:NoSummary; then
    echo "tests/run.sh: the build failed" >&2
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
fi

number() { sed -n "s/.*<assembly [^>]*[^a-z-]$1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1; }

for project in tests/*/*.csproj; do
    name=$(basename "$project" .csproj)
    if [ $# -gt 0 ]; then
        wanted=no
        for word in "$@"; do case $name in *"$word"*) wanted=yes ;; esac; done
        [ $wanted = yes ] || continue
    fi
    echo "== $name"
    xml=$results/$name.xml
    exe=tests/$name/bin/Release/net10.0/$name
    timeout 1500 "$exe" -noLogo -noColor -xml "$xml" </dev/null >"$results/$name.txt" 2>&1
    status=$?
    p=$(number passed "$xml" 2>/dev/null) f=$(number failed "$xml" 2>/dev/null)
    s=$(number skipped "$xml" 2>/dev/null) e=$(number errors "$xml" 2>/dev/null) n=$(number not-run "$xml" 2>/dev/null)
    if [ -z "$p" ]; then
        tail -n 40 "$results/$name.txt"
        echo "   $name ended with status $status and left no result"
        failed=$((failed + 1))
        continue
    fi
    f=$((f + ${e:-0}))
    # A project that reports no failure but ends badly (a crash after the last test) has failed too.
    if [ $status -ne 0 ] && [ "$f" = 0 ]; then f=1; fi
    [ "$f" = 0 ] || cat "$results/$name.txt"
    s=$((s + ${n:-0}))
    [ "$s" = 0 ] || grep -i 'skip' "$results/$name.txt"
    echo "   $p passed, $f failed, $s skipped"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
