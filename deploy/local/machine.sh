# What must be on the machine, and who installs it.

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

need_machine() {
    command -v dotnet >/dev/null || fail "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0"
    local packages=()
    compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || command -v postgres >/dev/null || packages+=(postgresql)
    command -v redis-server >/dev/null || packages+=(redis-server)
    [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || packages+=(rabbitmq-server)
    [ ${#packages[@]} -eq 0 ] || install_packages "${packages[@]}"
}

# For the tests that look at pages.
need_browser() { [ -x /usr/bin/chromium ] || install_packages chromium; }

install_packages() {
    command -v apt-get >/dev/null || fail "Missing, and no apt-get to install it with: $*"
    local root=()
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || [ -t 0 ] && command -v sudo >/dev/null ||
            fail "Missing: $*. Install with: sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
        root=(sudo)
    fi
    say "Installing with apt: $*"
    # The packages would start servers of the machine's own, which nobody here asks for.
    local policy=/usr/sbin/policy-rc.d own=
    if [ ! -e $policy ]; then
        own=yes
        printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee $policy >/dev/null
        "${root[@]}" chmod +x $policy
    fi
    local done=0
    { "${root[@]}" apt-get update -qq &&
        "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } </dev/null >&2 || done=$?
    [ -z "$own" ] || "${root[@]}" rm -f $policy
    [ $done = 0 ] || fail "apt could not install: $*"
}

# Sets UseAspire, which MSBuild reads from the environment, and says why.
choose_engine() {
    local sdk="${NUGET_PACKAGES:-$HOME/.nuget/packages}/aspire.apphost.sdk/13.5.2" tried=.tracktok/aspire-not-restorable
    local container= engine
    for engine in docker podman; do
        command -v $engine >/dev/null && timeout 10 $engine info >/dev/null 2>&1 && { container=$engine; break; }
    done
    if [ "${UseAspire:-}" = false ]; then
        say "Engine: local (UseAspire=false)"
    elif [ -z "$container" ]; then
        UseAspire=false
        say "Engine: local (no container engine answers: docker, podman)"
    elif [ ! -d "$sdk" ] && { [ -n "$(find $tried -mmin -1440 2>/dev/null)" ] || ! UseAspire=true timeout 180 dotnet restore AppHost >/dev/null 2>&1; }; then
        UseAspire=false
        mkdir -p .tracktok; [ -n "$(find $tried -mmin -1440 2>/dev/null)" ] || touch $tried
        say "Engine: local (Aspire 13.5.2 cannot be restored here)"
    else
        UseAspire=true
        say "Engine: Aspire 13.5.2 with $container"
    fi
    export UseAspire
}
