# The servers that tests need, and the tests.

test_data=.tracktok/test

infra() {
    case "${1:-}" in
        start) shift; infra_start "$@" ;;
        stop) stop_engine $test_data; remove_data $test_data ;;
        *) usage >&2; exit 2 ;;
    esac
}

infra_start() {
    local arguments=()
    while [ $# -gt 1 ]; do
        case "$1" in
            --postgres) arguments+=("--Local:Ports:postgres=$2") ;;
            --redis) arguments+=("--Local:Ports:cache=$2") ;;
            --rabbitmq) arguments+=("--Local:Ports:messaging=$2") ;;
            *) fail "Unknown: $1" ;;
        esac
        shift 2
    done
    need_machine
    build_engine
    if ! engine_of $test_data/run >/dev/null; then
        mkdir -p $test_data/run $test_data/logs
        rm -f $test_data/run/ready $test_data/run/failed
        setsid dotnet $apphost --Local:DataPath=$test_data --Local:Resources=postgres,cache,messaging --Local:Durable=false --Local:Console=false \
            --Local:Dashboard=false --Local:StatusPage=false "${arguments[@]}" >$test_data/logs/engine.log 2>&1 </dev/null &
        local engine=$! until=$((SECONDS + 120))
        while [ ! -f $test_data/run/ready ]; do
            kill -0 $engine 2>/dev/null || { cat $test_data/logs/engine.log >&2; exit 1; }
            [ $SECONDS -lt $until ] || fail "The servers for the tests did not start in time: $(cat $test_data/run/status)"
            sleep 0.1
        done
    fi
    local name value
    while IFS='=' read -r name value; do
        case "$name" in
            postgres) name=POSTGRES ;;
            cache) name=REDIS ;;
            messaging) name=RABBITMQ ;;
            *) continue ;;
        esac
        printf "export TRACKTOK_TEST_%s='%s'\n" "$name" "$value"
    done <$test_data/run/connections
}

run_tests() {
    local results=.tracktok/test-results code=0 servers
    need_machine
    need_browser
    export UseAspire=false TRACKTOK_DASHBOARD=off
    (build TrackTok.sln) || { echo "0 passed, 1 failed"; exit 1; }
    touch $apphost
    trap 'infra stop' EXIT
    trap 'exit 130' INT TERM
    servers=$(infra_start)
    eval "$servers"
    rm -rf $results
    : >.tracktok/test-output.log
    # Hosts inside of tests write warnings only: else nobody finds the test that failed.
    Logging__Console__LogLevel__Default=Warning run_modules 2 'tests/*.Tests/bin/Release/net10.0/*.Tests.dll' "$@" || code=$?
    # These start the whole system: one after the other, and nothing beside them.
    run_modules 1 'tests/TrackTok.Journeys/bin/Release/net10.0/TrackTok.Journeys.dll;tests/TrackTok.Browser/bin/Release/net10.0/TrackTok.Browser.dll' "$@" || code=$?
    trap - EXIT
    infra stop
    coverage $results
    failures <.tracktok/test-output.log
    totals $code <.tracktok/test-output.log
}

# So many test projects at once, of those that the pattern names.
run_modules() {
    local at_once=$1 pattern=$2 code=0
    shift 2
    dotnet test --test-modules "$pattern" --max-parallel-test-modules "$at_once" --results-directory "$PWD/.tracktok/test-results" \
        --coverage --coverage-output-format cobertura "$@" 2>&1 | tee -a .tracktok/test-output.log || code=$?
    return $code
}

# The tests that failed, once more and at the end, where they are found.
failures() {
    sed 's/\x1b\[[0-9;]*m//g' | awk '
        /^failed / { told = 1; lines = 0 }
        told && (/^[^ ]/ && !/^failed / || /^ *(Standard|Error) output/ || ++lines > 30) { told = 0 }
        told'
}

# From the summaries that `dotnet test` ends with. A run that fails without a failed test (a crash, a module without tests) counts as one.
totals() {
    local code=$1 summary passed failed skipped
    summary=$(sed 's/\x1b\[[0-9;]*m//g' | sed -n '/^Test run summary:/,/^ *duration:/p')
    number() { printf '%s\n' "$summary" | awk -v name="$1:" '$1 == name { sum += $2 } END { print sum + 0 }'; }
    passed=$(number succeeded) failed=$(number failed) skipped=$(number skipped)
    if [ "$code" != 0 ] && [ "${failed:-0}" = 0 ]; then failed=1; fi
    if [ "${skipped:-0}" != 0 ]; then printf '%s run only when named\n' "$skipped"; fi
    printf '%s passed, %s failed\n' "${passed:-0}" "${failed:-0}"
    [ "$code" = 0 ] && [ "${failed:-0}" = 0 ]
}

# Lines covered by any of the test projects, per project.
coverage() {
    find "$1" -name '*.cobertura.xml' 2>/dev/null | sort | xargs -r cat | awk '
        /<class / { match($0, /filename="[^"]*"/); file = substr($0, RSTART + 10, RLENGTH - 11) }
        /<line / {
            match($0, /number="[0-9]+"/); line = file ":" substr($0, RSTART + 8, RLENGTH - 9)
            match($0, /hits="[0-9]+"/); hits = substr($0, RSTART + 6, RLENGTH - 7)
            if (!(line in most) || hits + 0 > most[line]) most[line] = hits + 0
        }
        END {
            for (line in most) {
                if (line ~ /\/(obj|Migrations|tests)\// || !match(line, /\/(ServiceDefaults|gateway|services|web|AppHost)\//)) continue
                n = split(substr(line, RSTART + 1), part, "/")
                name = part[1] == "services" ? part[1] "/" part[2] : part[1] == "ServiceDefaults" ? part[1] "/" part[2] : part[1]
                all[name]++; total++
                if (most[line]) { hit[name]++; covered++ }
            }
            for (name in all) printf "coverage  %-45s %5.1f %%  (%d of %d lines)\n", name, 100 * hit[name] / all[name], hit[name], all[name] | "sort"
            close("sort")
            if (total) printf "coverage  %-45s %5.1f %%  (%d of %d lines)\n", "all", 100 * covered / total, covered, total
        }'
}

# Every page of the demo company as a picture, in .tracktok/screenshots; of what runs, else of a system that is started for it.
screenshots() {
    local project=tests/TrackTok.Browser
    need_machine
    need_browser
    export UseAspire=false TRACKTOK_DASHBOARD=off
    if answers_ready; then export TRACKTOK_BROWSER_BASE=http://localhost:5000; fi
    quietly dotnet build $project -c Release
    dotnet $project/bin/Release/net10.0/TrackTok.Browser.dll -noLogo -explicit only -class TrackTok.Browser.Screenshots
    say "The pictures are in .tracktok/screenshots."
}
