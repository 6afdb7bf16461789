# The demo company.

demo_project=deploy/demo/TrackTok.Demo
demo_mark=.tracktok/demo

# Makes the demo company in what runs, or completes it; does nothing where it is complete.
seed() {
    export DOTNET_ENVIRONMENT=${DOTNET_ENVIRONMENT:-Development}
    [ "$DOTNET_ENVIRONMENT" = Development ] || fail "The demo company has passwords that everybody knows: it is for development only."
    answers_ready || fail "TrackTok does not answer: ./tracktok up first."
    # It knows nothing but the API, whichever engine runs that.
    UseAspire=false quietly dotnet build $demo_project -c Release
    dotnet $demo_project/bin/Release/net10.0/TrackTok.Demo.dll "$@"
    mkdir -p .tracktok
    touch $demo_mark
    demo_log_ins
}

demo_log_ins() {
    if [ ! -f $demo_mark ]; then return; fi
    cat <<'TEXT'
The demo company: http://acme.localhost:5000
  owner@acme.com, admin@acme.com, member@acme.com, analyst@acme.com   password Password123
  operator of the platform, at http://localhost:5000: operator@tracktok.example.com   password Password123
TEXT
}

# Seeds as soon as the system that is starting is ready; for `up` in the foreground, whose own process becomes the engine.
seed_when_ready() {
    local until=$((SECONDS + ${TRACKTOK_UP_TIMEOUT:-240}))
    until answers_ready; do
        [ $SECONDS -lt $until ] || return
        sleep 0.5
    done
    seed || true
}
