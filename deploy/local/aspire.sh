# That the same sources go with Aspire, on machines where its packages are to be had and no container engine need be.

manifest=.tracktok/aspire/manifest.json
approved_manifest=tests/TrackTok.AppHost.Tests/manifest.approved.json

# Compiles what differs between the engines, and holds what Aspire makes of Program.cs against what was approved.
aspire_check() {
    command -v dotnet >/dev/null || fail "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0"
    local code=0
    restore_aspire tests/TrackTok.AppHost.Tests || code=$?
    case $code in
        1) grep -E ': error ' .tracktok/restore.log | sort -u >&2; fail "The packages of Aspire $aspire_version do not fit." ;;
        2) say "Aspire $aspire_version cannot be restored here: left out."; return ;;
    esac
    export UseAspire=true
    quietly dotnet build ServiceDefaults/TrackTok.TenantData -c Release
    # The services are only named in it.
    quietly dotnet build AppHost -c Release -p:BuildProjectReferences=false --no-restore
    quietly dotnet build tests/TrackTok.AppHost.Tests -c Release -p:BuildProjectReferences=false --no-restore
    quietly dotnet tests/TrackTok.AppHost.Tests/bin/aspire/Release/net10.0/TrackTok.AppHost.Tests.dll
    quietly env -u DOTNET_ENVIRONMENT dotnet $aspire_apphost --publisher manifest --output-path $manifest
    # The names of volumes tell the folder of the repository.
    sed -i 's/"tracktok\.apphost-[0-9a-f]*-/"tracktok.apphost-/' $manifest
    if [ "${TRACKTOK_APPROVE:-}" = 1 ]; then cp $manifest $approved_manifest; fi
    diff -u $approved_manifest $manifest >&2 || fail "Aspire makes something else of AppHost/Program.cs than was approved. If that is meant: TRACKTOK_APPROVE=1 ./tracktok aspire-check, and look at the diff."
    say "AppHost, ServiceDefaults and TenantData compile with Aspire $aspire_version, and its manifest is the approved one."
}
