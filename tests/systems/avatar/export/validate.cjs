// Prints what Khronos' validator finds in a glTF file.
const fs = require("node:fs");
const validator = require("gltf-validator");

const data = new Uint8Array(fs.readFileSync(process.argv[2]));
validator.validateBytes(data, { maxIssues: 1000 }).then((report) => {
  console.log(JSON.stringify({ issues: report.issues, info: report.info }));
});
