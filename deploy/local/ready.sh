# Ready-to-run code. What a build puts out holds no machine code: each process would compile the same libraries at each start, and keep its own copy
# in memory. Here every library is compiled once and linked into each service's folder, so that all processes map the same pages of it.

ready_images=.tracktok/ready-to-run

make_ready_to_run() {
    local stamp=$ready_images/stamp folders built=bin/Release
    [ "$UseAspire" = false ] || built=bin/aspire/Release
    [ "${TRACKTOK_READY_TO_RUN:-on}" != off ] || return 0
    [ ! -f $stamp ] || [ $stamp -ot .tracktok/build.stamp ] || return 0
    mkdir -p $ready_images
    find_compiler || { say "Without ready-to-run code: its compiler cannot be restored. Starts take longer."; touch $stamp; return 0; }
    say "Compiling to ready-to-run code …"
    folders=$(find services gateway web -path "*/$built/net*" -name '*.runtimeconfig.json' -exec dirname {} + 2>/dev/null || true)
    # What the tools of EF bring for making migrations is never run.
    find $folders -maxdepth 1 -name '*.dll' -not -name 'Microsoft.CodeAnalysis*' -not -name 'Microsoft.Build*' -exec sha1sum {} + | sort >$ready_images/found
    export ready_images compiler frameworks
    export -f ready_image
    awk '!seen[$1]++' $ready_images/found | xargs -r -P "$(nproc)" -n 2 bash -c 'ready_image "$@"' ready_image
    local hash library image
    while read -r hash library; do
        image=$ready_images/$hash/${library##*/}
        if [ -f "$image" ] && ! [ "$image" -ef "$library" ]; then ln -f "$image" "$library" 2>/dev/null || cp "$image" "$library"; fi
    done <$ready_images/found
    touch $stamp
}

# One library, named by what is in it; one that is an image already, or cannot become one, stays as it is.
ready_image() {
    local folder=$ready_images/$1 name=${2##*/}
    [ ! -d "$folder" ] || return 0
    mkdir -p "$folder.made"
    "$compiler" "$2" -o "$folder.made/$name" -r "$frameworks/Microsoft.NETCore.App/*.dll" -r "$frameworks/Microsoft.AspNetCore.App/*.dll" -r "$(dirname "$2")/*.dll" \
        --targetos linux -O --parallelism 1 >"$folder.made/output" 2>&1 || rm -f "$folder.made/$name"
    mv -T "$folder.made" "$folder"
}

find_compiler() {
    local project=deploy/local/ready-to-run version
    dotnet restore $project >/dev/null 2>&1 || return 1
    compiler=$(dotnet msbuild $project -getProperty:CompilerFolder)/crossgen2
    version=$(dotnet --list-runtimes | sed -n 's/^Microsoft.AspNetCore.App \(10\.[^ ]*\).*/\1/p' | sort -V | tail -n 1)
    frameworks=$PWD/$ready_images/frameworks
    mkdir -p "$frameworks"
    local name shared
    shared=$(dotnet msbuild $project -getProperty:SharedFrameworks)
    for name in Microsoft.NETCore.App Microsoft.AspNetCore.App; do ln -sfn "$shared/$name/$version" "$frameworks/$name"; done
    [ -x "$compiler" ] && [ -d "$shared/Microsoft.NETCore.App/$version" ]
}
