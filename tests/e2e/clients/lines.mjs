// What the relying parties of Node.js share: a conversation by lines, and a verdict for every flow.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.LARKGATE_TEST_NODE_MODULES}/`);
export const load = (name) => import(pathToFileURL(require.resolve(name)));
export const jose = await load("jose");

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const line = async () => (await lines.next()).value;

/**
 * For every line of settings: `begin` makes a relying party with the address for the browser, the address to which it came
 * back is the next line, and of its `flows` those are tried that the settings name. What each came to goes out as one line of
 * JSON: its value, or `error`.
 */
export async function converse(begin) {
  for (let settings = await line(); settings; settings = await line()) {
    settings = JSON.parse(settings);
    const party = await begin(settings);
    console.log(party.url);
    const callback = new URL(await line());
    const results = {};
    for (const name of settings.flows) {
      try {
        results[name] = await party.flows[name](callback);
      } catch (error) {
        results[name] = { error: error.error ?? error.cause?.error ?? error.message, detail: `${error.stack}` };
      }
    }
    console.log(JSON.stringify(results));
  }
  process.exit(0);
}

/** What an API does with an access token (RFC 9068). */
export async function accessToken(token, { issuer, alg }, jwks_uri) {
  const keys = jose.createRemoteJWKSet(new URL(jwks_uri));
  const expected = { issuer, audience: issuer, typ: "at+jwt", algorithms: [alg] };
  return (await jose.jwtVerify(token, keys, expected)).payload;
}

/** The key by which the application proves itself, where it has one. */
export async function privateKey({ key, alg, kid }) {
  return key && { key: await jose.importPKCS8(key, alg), kid };
}
