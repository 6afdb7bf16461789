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

# For the tests that look at pages. The shell is the same browser without the windows around the pages, which cost the tests as much as the pages do; older Debians have the browser alone.
need_browser() {
    [ -x /usr/bin/chromium-headless-shell ] || [ -x /usr/bin/chromium ] || (install_packages chromium-headless-shell) || install_packages chromium
}

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

aspire_version=$(sed -n 's:.*<AspireVersion>\(.*\)</AspireVersion>.*:\1:p' Directory.Build.props)

# Fetches the packages that a project needs with Aspire. Fails with 2 where they are not to be had, with 1 where they are and do not fit.
restore_aspire() {
    mkdir -p .tracktok
    UseAspire=true timeout 240 dotnet restore "$1" >.tracktok/restore.log 2>&1 && return
    # No such package, no such version, no answer from the feed, no such SDK.
    if [ $? = 124 ] || grep -qE 'NU1101|NU1102|NU1301|MSB4236' .tracktok/restore.log; then return 2; fi
    return 1
}

# Sets UseAspire, which MSBuild reads from the environment, and says why.
choose_engine() {
    local tried=.tracktok/aspire-not-restorable container= engine
    for engine in docker podman; do
        command -v $engine >/dev/null && timeout 10 $engine info >/dev/null 2>&1 && { container=$engine; break; }
    done
    if [ "${UseAspire:-}" = false ]; then
        say "Engine: local (UseAspire=false)"
    elif [ -z "$container" ]; then
        UseAspire=false
        say "Engine: local (no container engine answers: docker, podman)"
    elif [ -n "$(find $tried -mmin -1440 2>/dev/null)" ] || ! restore_aspire AppHost; then
        UseAspire=false
        [ -n "$(find $tried -mmin -1440 2>/dev/null)" ] || touch $tried
        say "Engine: local (Aspire $aspire_version cannot be restored here: .tracktok/restore.log)"
    else
        UseAspire=true
        apphost=$aspire_apphost
        say "Engine: Aspire $aspire_version with $container"
    fi
    export UseAspire
}
