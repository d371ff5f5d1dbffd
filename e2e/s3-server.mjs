// A real S3-compatible store for the tests of files: keeps its objects in the folder given, prints its port.
// The bucket is `files`, the key and its secret are `S3RVER`.
import S3rver from "s3rver";

const server = new S3rver({ port: 0, address: "127.0.0.1", silent: true, directory: process.argv[2], configureBuckets: [{ name: "files" }] });
const { port } = await server.run();
console.log(port);
