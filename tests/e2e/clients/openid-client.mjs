// A relying party of openid-client: settings come as one line of JSON, the URL for the browser goes out as a line, the
// URL to which the browser came back comes in as a line, what was verified goes out as one line of JSON.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.LARKGATE_TEST_NODE_MODULES}/`);
const load = (name) => import(pathToFileURL(require.resolve(name)));
const client = await load("openid-client");
const jose = await load("jose");

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const line = async () => (await lines.next()).value;

const { issuer, id, secret, auth, alg, redirect_uri } = JSON.parse(await line());
const authentication = {
  client_secret_basic: () => client.ClientSecretBasic(secret),
  client_secret_post: () => client.ClientSecretPost(secret),
  none: () => client.None(),
}[auth]();

const config = await client.discovery(new URL(issuer), id, { id_token_signed_response_alg: alg }, authentication, {
  // Loopback without TLS; and the ID token's signature is checked, which the code flow would let us skip.
  execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
});
if (!config.serverMetadata().supportsPKCE()) throw new Error("no PKCE in the metadata");

const verifier = client.randomPKCECodeVerifier();
const state = client.randomState();
const nonce = client.randomNonce();
const authorize = client.buildAuthorizationUrl(config, {
  redirect_uri,
  scope: "openid profile email feishu offline_access",
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  state,
  nonce,
});
console.log(authorize.href);

const callback = new URL(await line());
const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
const tokens = await client.authorizationCodeGrant(config, callback, checks);
const claims = tokens.claims();
const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);

// What an API does with an access token (RFC 9068).
const keys = jose.createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));
const expected = { issuer, audience: issuer, typ: "at+jwt", algorithms: [alg] };
const access = await jose.jwtVerify(refreshed.access_token, keys, expected);

// A code is spent once.
const again = await client.authorizationCodeGrant(config, callback, checks).then(
  () => "accepted",
  (error) => error.error,
);

console.log(
  JSON.stringify({
    alg: jose.decodeProtectedHeader(tokens.id_token).alg,
    claims,
    userinfo,
    refreshed: { sub: refreshed.claims().sub, rotated: refreshed.refresh_token !== tokens.refresh_token },
    access: access.payload,
    again,
  }),
);
process.exit(0);
