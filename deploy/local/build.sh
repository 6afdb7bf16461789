# Building, and knowing when it need not be done.

# The AppHost with the local engine, and the one that is built for Aspire.
apphost=AppHost/bin/Release/net10.0/TrackTok.AppHost.dll
aspire_apphost=AppHost/bin/aspire/Release/net10.0/TrackTok.AppHost.dll
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Says nothing unless it fails, and then the errors.
quietly() {
    mkdir -p .tracktok
    "$@" >.tracktok/build.log 2>&1 && return
    grep -E ': error ' .tracktok/build.log | sort -u >&2 || tail -n 40 .tracktok/build.log >&2
    fail "Failed: $*"
}

sources_newer_than() {
    [ -n "$(find AppHost ServiceDefaults gateway services web Directory.*.props Directory.*.targets global.json \( -name bin -o -name obj \) -prune -o -type f -newer "$1" -print -quit)" ]
}

# Builds what is named, and remembers when: what is changed while it builds is newer than that.
build() {
    say "Building …"
    mkdir -p .tracktok
    printf '%s' "$UseAspire" >.tracktok/build.began
    quietly dotnet build "$1" -c Release
    mv .tracktok/build.began .tracktok/build.stamp
}

build_if_needed() {
    local stamp=.tracktok/build.stamp
    [ -f $apphost ] && [ -f $stamp ] && [ "$(cat $stamp)" = "$UseAspire" ] && ! sources_newer_than $stamp || build AppHost
}

# Measured as it is run: with ready-to-run code.
bench() {
    need_machine
    export UseAspire=false
    build AppHost
    quietly dotnet build tests/Bench/TrackTok.Bench -c Release
    make_ready_to_run
    exec dotnet run -c Release --no-build --project tests/Bench/TrackTok.Bench -- --no-build "$@"
}

# The engine alone, for the servers that tests need: quick, and independent of the services.
build_engine() {
    export UseAspire=false
    if [ ! -f $apphost ] || [ -n "$(find AppHost Directory.*.props \( -name bin -o -name obj \) -prune -o -type f -newer $apphost -print -quit)" ]; then
        quietly dotnet build AppHost -c Release -p:BuildProjectReferences=false
        touch $apphost
    fi
}

format() {
    need_machine
    # With the local engine's sources, which a build for Aspire leaves out.
    export UseAspire=false
    case "${1:-}" in
        # Style is a matter of the build (EnforceCodeStyleInBuild), the order of imports of a test (SourceRules); what is left is spaces and lines.
        --check) dotnet format whitespace TrackTok.sln --verify-no-changes ;;
        *) dotnet format TrackTok.sln ;;
    esac
}

complete_solution() {
    local listed project folder
    listed=$(dotnet sln TrackTok.sln list | grep '\.csproj$')
    printf '%s\n' "$listed" | while read -r project; do
        [ -f "$project" ] || dotnet sln TrackTok.sln remove "$project"
    done
    find AppHost ServiceDefaults gateway services web deploy tests -name '*.csproj' -not -path '*/bin/*' -not -path '*/obj/*' | sort | while read -r project; do
        case "$listed" in *"$project"*) continue ;; esac
        folder=$(dirname "$(dirname "$project")")
        if [ "$folder" = . ]; then dotnet sln TrackTok.sln add --in-root "$project"; else dotnet sln TrackTok.sln add --solution-folder "$folder" "$project"; fi
    done
}
