# What is made from the API's snapshot in docs/api, which a test holds against the running API.

make_postman_collection() {
    command -v npx >/dev/null || fail "npm is missing: apt-get install -y npm"
    npx --yes openapi-to-postmanv2@6.3.3 -s docs/api/openapi-v1.json -o docs/api/tracktok.postman_collection.json -p \
        -O folderStrategy=Tags,parametersResolution=Example
    # Made anew, the same API gives the same file: the ids that the converter makes up are left out.
    node -e '
        const fs = require("fs"), file = "docs/api/tracktok.postman_collection.json";
        // Answers are in the snapshot; here they would be most of the file.
        const strip = node => { if (node && typeof node === "object") { if (!Array.isArray(node)) { delete node.id; delete node._postman_id; if (Array.isArray(node.response)) node.response = []; } Object.values(node).forEach(strip); } };
        const collection = JSON.parse(fs.readFileSync(file)); strip(collection); fs.writeFileSync(file, JSON.stringify(collection, null, 2) + "\n");'
}
