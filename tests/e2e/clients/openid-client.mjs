// A relying party of openid-client.
import { accessToken, converse, jose, load, privateKey } from "./lines.mjs";

const client = await load("openid-client");

await converse(async (settings) => {
  const { issuer, id, secret, auth, alg, redirect_uri, post_logout_redirect_uri, signed } = settings;
  const key = await privateKey(settings);
  const authentication = {
    client_secret_basic: () => client.ClientSecretBasic(secret),
    client_secret_post: () => client.ClientSecretPost(secret),
    private_key_jwt: () => client.PrivateKeyJwt(key),
    none: () => client.None(),
  }[auth]();
  const metadata = { id_token_signed_response_alg: alg };
  if (signed) metadata.userinfo_signed_response_alg = alg;
  const config = await client.discovery(new URL(issuer), id, metadata, authentication, {
    // Loopback without TLS; and signatures are checked, which the code flow would let us skip.
    execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
  });
  const server = config.serverMetadata();
  if (!server.supportsPKCE()) throw new Error("no PKCE in the metadata");

  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const nonce = client.randomNonce();
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
  const authorize = client.buildAuthorizationUrl(config, {
    redirect_uri,
    scope: "openid profile email feishu offline_access",
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
  });

  let tokens, refreshed;
  const flows = {
    async code(callback) {
      tokens = await client.authorizationCodeGrant(config, callback, checks);
      return { alg: jose.decodeProtectedHeader(tokens.id_token).alg, claims: tokens.claims() };
    },
    userinfo: () => client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub),
    async refresh() {
      refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
      return {
        sub: refreshed.claims().sub,
        rotated: refreshed.refresh_token !== tokens.refresh_token,
        access: await accessToken(refreshed.access_token, settings, server.jwks_uri),
      };
    },
    async client_credentials() {
      const own = await client.clientCredentialsGrant(config, { scope: "reports.read" });
      return accessToken(own.access_token, settings, server.jwks_uri);
    },
    introspection: () => client.tokenIntrospection(config, refreshed.access_token),
    async revocation() {
      await client.tokenRevocation(config, refreshed.refresh_token, { token_type_hint: "refresh_token" });
      return { revoked: refreshed.access_token };
    },
    logout: () => {
      const parameters = { id_token_hint: tokens.id_token, post_logout_redirect_uri, state: "bye" };
      return { url: client.buildEndSessionUrl(config, parameters).href };
    },
    again: (callback) => client.authorizationCodeGrant(config, callback, checks),
  };
  return { url: authorize.href, flows };
});
