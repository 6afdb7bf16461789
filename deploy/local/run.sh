# Starting, watching and ending the system.

run=.tracktok/run

# When a process began, in the machine's ticks; fails for one that is gone, or dead and not yet buried.
started_at() {
    local fields
    # The command's name may hold blanks, so the fields are counted behind its closing bracket.
    fields=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null) && [ -n "$fields" ] || return 1
    case "$fields" in Z* | X*) return 1 ;; esac
    printf '%s\n' "$fields" | cut -d' ' -f20
}

# The process number of the engine whose run folder is given, if it is still that process.
engine_of() {
    local process started
    [ -f "$1/engine.pid" ] && read -r process started _ <"$1/engine.pid" && [ "$(started_at "$process")" = "$started" ] && echo "$process"
}

up() {
    local detach= build=yes demo= process arguments=()
    while [ $# -gt 0 ]; do
        case "$1" in
            --detach | -d) detach=yes ;;
            --no-build) build= ;;
            --demo) demo=yes ;;
            *) arguments+=("$1") ;;
        esac
        shift
    done
    if process=$(engine_of $run); then
        say "TrackTok runs already, as process $process. ./tracktok down ends it."
        if [ -n "$demo" ]; then seed; fi
        if [ -n "$detach" ]; then status; exit 0; else exit 1; fi
    fi
    choose_engine
    [ "$UseAspire" = true ] || need_machine
    if [ -n "$build" ]; then
        build_if_needed
        make_ready_to_run
    fi
    [ -f $apphost ] || fail "Not built: leave --no-build away."

    export DOTNET_ENVIRONMENT=${DOTNET_ENVIRONMENT:-Development}
    if [ -n "$detach" ]; then
        if [ "$UseAspire" = true ]; then up_aspire; else up_detached; fi
        if [ -n "$demo" ]; then seed; else demo_log_ins; fi
        return
    fi
    if [ -n "$demo" ]; then seed_when_ready & else demo_log_ins; fi
    if [ "$UseAspire" = true ]; then up_aspire; else exec dotnet $apphost "${arguments[@]}"; fi
}

up_detached() {
    mkdir -p $run .tracktok/logs
    rm -f $run/ready $run/failed
    setsid dotnet $apphost --Local:Console=false "${arguments[@]}" >.tracktok/logs/engine.log 2>&1 </dev/null &
    local engine=$! until=$((SECONDS + ${TRACKTOK_UP_TIMEOUT:-240}))
    while [ ! -f $run/ready ]; do
        if ! started_at $engine >/dev/null; then
            cat .tracktok/logs/engine.log >&2
            exit 1
        fi
        if [ $SECONDS -ge $until ]; then
            say "Not ready in time; it is ended."
            cat $run/status >&2 || true
            down
            exit 1
        fi
        sleep 0.1
    done
    say "Ready: open http://localhost:5000. ./tracktok status | logs NAME | down"
    cat $run/status
}

up_aspire() {
    local until=$((SECONDS + ${TRACKTOK_UP_TIMEOUT:-240}))
    mkdir -p $run .tracktok/logs
    if [ -n "$detach" ]; then
        setsid dotnet run --project AppHost -c Release --no-build -e "DOTNET_ENVIRONMENT=$DOTNET_ENVIRONMENT" -- "${arguments[@]}" >.tracktok/logs/engine.log 2>&1 </dev/null &
    else
        dotnet run --project AppHost -c Release --no-build -e "DOTNET_ENVIRONMENT=$DOTNET_ENVIRONMENT" -- "${arguments[@]}" &
    fi
    local engine=$!
    printf '%s %s\n' $engine "$(started_at $engine)" >$run/engine.pid
    trap 'kill -INT $engine 2>/dev/null; wait $engine' INT TERM
    until answers_ready; do
        kill -0 $engine 2>/dev/null || fail "The AppHost has ended; its output is above or in .tracktok/logs/engine.log."
        [ $SECONDS -lt $until ] || fail "Not ready in time."
        sleep 0.5
    done
    say "Ready: open http://localhost:5000"
    [ -n "$detach" ] || wait $engine
}

# Is the gateway ready? Asked without curl, which a fresh machine may not have.
answers_ready() {
    local answer=
    { exec 3<>/dev/tcp/127.0.0.1/5000; } 2>/dev/null || return 1
    printf 'GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
    IFS= read -r -t 5 answer <&3 || true
    exec 3>&-
    case "$answer" in *' 200 '*) return 0 ;; *) return 1 ;; esac
}

stop_engine() {
    local folder=$1 process until=$((SECONDS + 60))
    if process=$(engine_of "$folder/run"); then
        kill -TERM "$process"
        while started_at "$process" >/dev/null && [ $SECONDS -lt $until ]; do sleep 0.1; done
        if engine_of "$folder/run" >/dev/null; then kill -KILL "$process"; fi
    fi
    # A run that was killed has left its notes, and perhaps its processes.
    if compgen -G "$folder/run/*.pid" >/dev/null; then
        if [ -f $apphost ] && [ "${UseAspire:-false}" = false ]; then dotnet $apphost --Local:CleanOnly=true --Local:DataPath="$folder" >&2; fi
        rm -f "$folder"/run/*.pid
    fi
}

down() { stop_engine .tracktok; }

status() {
    local process
    if process=$(engine_of $run); then
        say "TrackTok runs as process $process."
        [ -f $run/status ] && cat $run/status
    else
        say "TrackTok does not run."
        exit 3
    fi
}

logs() {
    local name= follow=
    for word in "$@"; do
        case "$word" in -f | --follow) follow=yes ;; *) name=$word ;; esac
    done
    if [ -z "$name" ]; then
        ls .tracktok/logs 2>/dev/null | grep '\.log$' | sed 's/\.log$//' || say "There are no logs yet."
        return
    fi
    # Replicas have logs of their own: NAME-0, NAME-1 …
    local files=() file
    for file in ".tracktok/logs/$name.log" .tracktok/logs/"$name"-[0-9].log; do
        if [ -f "$file" ]; then files+=("$file"); fi
    done
    [ ${#files[@]} -gt 0 ] || fail "There is no log of '$name'. There are: $(logs | paste -sd' ')"
    if [ -n "$follow" ]; then exec tail -n 50 -F "${files[@]}"; else cat "${files[@]}"; fi
}

reset() {
    ! engine_of $run >/dev/null || fail "TrackTok runs: ./tracktok down first."
    if [ "${1:-}" != --yes ]; then
        read -r -p "Throw all data of this installation away? [y/N] " answer </dev/tty || fail "Nobody to ask: ./tracktok reset --yes"
        case "$answer" in y | Y | yes) ;; *) fail "Nothing was changed." ;; esac
    fi
    stop_engine .tracktok
    remove_data .tracktok
    rm -rf .tracktok/logs
    say "All data is gone."
}

# The data of PostgreSQL may lie below /var/lib, with a link to it (see AppHost/README.md).
remove_data() {
    local elsewhere
    elsewhere=$(readlink "$1/data/postgres" 2>/dev/null || true)
    case "$elsewhere" in /var/lib/tracktok-*) rm -rf "$(dirname "$elsewhere")" ;; esac
    rm -rf "$1/data" "$1/secrets.json" "$1/demo"
}
