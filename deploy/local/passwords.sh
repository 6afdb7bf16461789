# What is made of lists of leaked passwords: of each word, and of each first name, the first six bytes of its SHA-256, in order.
# The words are those of the npm package zxcvbn (MIT), and our own beside it in common-passwords.txt.

make_common_passwords() {
    command -v npm >/dev/null || fail "npm is missing: apt-get install -y npm"
    local folder=services/Identity/TrackTok.Identity/Passwords work
    work=$(mktemp -d)
    (cd "$work" && npm pack --silent zxcvbn@4.4.2 >/dev/null && tar xzf zxcvbn-4.4.2.tgz)
    node -e '
        const fs = require("fs"), { createHash } = require("crypto"), [lists, own, file] = process.argv.slice(1);
        const { passwords, male_names, female_names } = require(lists);
        const words = new Set([...passwords, ...[...male_names, ...female_names].filter(name => name.length > 3), ...fs.readFileSync(own, "utf8").split("\n")].map(word => word.trim().toLowerCase()).filter(Boolean));
        const hashes = [...words].map(word => createHash("sha256").update(word).digest().subarray(0, 6)).sort(Buffer.compare);
        fs.writeFileSync(file, Buffer.concat(hashes));
        console.log(`${hashes.length} words`);' "$work/package/lib/frequency_lists.js" "$folder/common-passwords.txt" "$folder/common-passwords.bin"
    rm -rf "$work"
}
