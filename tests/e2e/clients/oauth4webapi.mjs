// A relying party of oauth4webapi, step by step as its examples have it.
import { accessToken, converse, jose, load, privateKey } from "./lines.mjs";

const oauth = await load("oauth4webapi");
const insecure = { [oauth.allowInsecureRequests]: true };

await converse(async (settings) => {
  const { issuer, id, secret, auth, alg, redirect_uri, post_logout_redirect_uri, signed } = settings;
  const key = await privateKey(settings);
  const authentication = {
    client_secret_basic: () => oauth.ClientSecretBasic(secret),
    client_secret_post: () => oauth.ClientSecretPost(secret),
    private_key_jwt: () => oauth.PrivateKeyJwt(key),
    none: () => oauth.None(),
  }[auth]();
  const client = { client_id: id, id_token_signed_response_alg: alg };
  if (signed) client.userinfo_signed_response_alg = alg;
  const discovered = await oauth.discoveryRequest(new URL(issuer), insecure);
  const server = await oauth.processDiscoveryResponse(new URL(issuer), discovered);

  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const nonce = oauth.generateRandomNonce();
  const authorize = new URL(server.authorization_endpoint);
  authorize.search = new URLSearchParams({
    client_id: id,
    redirect_uri,
    response_type: "code",
    scope: "openid profile email feishu offline_access",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
  });

  let tokens, claims, refreshed;
  const redeem = async (callback) => {
    const parameters = oauth.validateAuthResponse(server, client, callback, state);
    const answer = await oauth.authorizationCodeGrantRequest(
      server, client, authentication, parameters, redirect_uri, verifier, insecure,
    );
    const checks = { expectedNonce: nonce, requireIdToken: true };
    const result = await oauth.processAuthorizationCodeResponse(server, client, answer, checks);
    await oauth.validateApplicationLevelSignature(server, answer, insecure);
    return result;
  };
  const flows = {
    async code(callback) {
      tokens = await redeem(callback);
      claims = oauth.getValidatedIdTokenClaims(tokens);
      return { alg: jose.decodeProtectedHeader(tokens.id_token).alg, claims };
    },
    async userinfo() {
      const answer = await oauth.userInfoRequest(server, client, tokens.access_token, insecure);
      const userinfo = await oauth.processUserInfoResponse(server, client, claims.sub, answer);
      if (signed) await oauth.validateApplicationLevelSignature(server, answer, insecure);
      return userinfo;
    },
    async refresh() {
      const answer = await oauth.refreshTokenGrantRequest(server, client, authentication, tokens.refresh_token, insecure);
      refreshed = await oauth.processRefreshTokenResponse(server, client, answer);
      await oauth.validateApplicationLevelSignature(server, answer, insecure);
      return {
        sub: oauth.getValidatedIdTokenClaims(refreshed).sub,
        rotated: refreshed.refresh_token !== tokens.refresh_token,
        access: await accessToken(refreshed.access_token, settings, server.jwks_uri),
      };
    },
    async client_credentials() {
      const parameters = { scope: "reports.read" };
      const answer = await oauth.clientCredentialsGrantRequest(server, client, authentication, parameters, insecure);
      const own = await oauth.processClientCredentialsResponse(server, client, answer);
      return accessToken(own.access_token, settings, server.jwks_uri);
    },
    async introspection() {
      const answer = await oauth.introspectionRequest(server, client, authentication, refreshed.access_token, insecure);
      return oauth.processIntrospectionResponse(server, client, answer);
    },
    async revocation() {
      const answer = await oauth.revocationRequest(server, client, authentication, refreshed.refresh_token, insecure);
      await oauth.processRevocationResponse(answer);
      return { revoked: refreshed.access_token };
    },
    logout: () => ({ unsupported: "the library builds no address of the end-session endpoint" }),
    again: redeem,
  };
  return { url: authorize.href, flows };
});
