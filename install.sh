#!/usr/bin/env bash
# Builds KubeNetTui as one file and puts it in ~/.local/bin (or $PREFIX/bin).
set -euo pipefail

usage() {
    local text
    IFS= read -r -d '' text <<'TEXT' || true
Usage: ./install.sh [--demo] [--uninstall] [--help]

  (no option)   build, and install to ~/.local/bin
  --demo        the same, then open the demo cluster
  --uninstall   remove what was installed

  PREFIX=/usr/local ./install.sh    installs to /usr/local/bin instead
TEXT
    printf '%s' "$text"
}

# Builtins alone until the SDK is found: this script must be able to say what is missing on the barest machine.
case ${BASH_SOURCE[0]} in */*) here=${BASH_SOURCE[0]%/*} ;; *) here=. ;; esac
here=$(cd "$here" && pwd)
bin=${PREFIX:-$HOME/.local}/bin
target=$bin/kubenettui
demo=no

while [ $# -gt 0 ]; do
    case $1 in
        --demo) demo=yes ;;
        --uninstall)
            if [ -e "$target" ]; then rm -f -- "$target" && echo "removed $target"; else echo "nothing to remove: $target is not there"; fi
            exit 0 ;;
        -h | --help) usage; exit 0 ;;
        *) echo "install.sh: unknown option: $1" >&2; usage >&2; exit 2 ;;
    esac
    shift
done

say_sdk() {
    local text
    IFS= read -r -d '' text <<'TEXT' || true

How to get it, whichever suits:
  Debian, Ubuntu    sudo apt-get install dotnet-sdk-10.0     (from Microsoft's or the distribution's package source)
  Fedora, RHEL      sudo dnf install dotnet-sdk-10.0
  macOS             brew install dotnet-sdk
  anything else     https://dotnet.microsoft.com/download/dotnet/10.0
TEXT
    printf '%s' "$text" >&2
}

if ! command -v dotnet >/dev/null 2>&1; then
    echo "install.sh: the .NET SDK 10.0 is needed to build, and there is no 'dotnet' on the PATH." >&2
    say_sdk; exit 1
fi
if ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
    echo "install.sh: the .NET SDK 10.0 is needed to build; this machine has only:" >&2
    dotnet --list-sdks >&2 || true
    say_sdk; exit 1
fi

rid=""
case "$(uname -s)-$(uname -m)" in Linux-x86_64) rid=linux-x64 ;; esac

out=$(mktemp -d)
trap 'rm -rf -- "$out"' EXIT
echo "Building (the first time takes a minute or two) ..."
log=$out/build.log
if [ -n "$rid" ]; then
    # One self-contained file, trimmed and compiled ahead: starts fast, needs no .NET where it runs.
    dotnet publish "$here/src/KubeNetTui/KubeNetTui.csproj" -c Release -r "$rid" -o "$out/app" --nologo -v quiet >"$log" 2>&1 || failed=1
else
    # No runtime pack is tried for this system: one file that uses the .NET runtime of this machine.
    dotnet publish "$here/src/KubeNetTui/KubeNetTui.csproj" -c Release -o "$out/app" --nologo -v quiet \
        -p:PublishSingleFile=true --self-contained false --use-current-runtime >"$log" 2>&1 || failed=1
fi
if [ "${failed:-0}" = 1 ]; then
    cat "$log" >&2
    echo "install.sh: the build failed; what it said stands above. Nothing was installed." >&2
    exit 1
fi

mkdir -p -- "$bin"
# To a new name first: a running kubenettui keeps its old file, and a cut copy never stands in its place.
cp -- "$out/app/kubenettui" "$target.new"
chmod 755 "$target.new"
mv -f -- "$target.new" "$target"
echo "Installed $target ($("$target" --version))"
case ":$PATH:" in *":$bin:"*) ;; *) echo "Note: $bin is not on your PATH; add it, or call $target" ;; esac

if [ "$demo" = yes ]; then
    rm -rf -- "$out"; trap - EXIT
    if [ -t 0 ] && [ -t 1 ]; then exec "$target" demo; fi
    echo "No terminal here to open the demo in; run: $target demo"
fi
