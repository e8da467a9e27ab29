// A single-page application of oidc-client-ts. The test tells it who it is, and presses its buttons: `party.NAME()`.
"use strict";

const here = location.origin;
const settings = JSON.parse(sessionStorage.getItem("settings") ?? "null");

function manager(more) {
  return new oidc.UserManager({
    authority: settings.issuer,
    client_id: settings.id,
    client_secret: settings.secret ?? undefined,
    client_authentication: settings.secret ? settings.auth : undefined,
    redirect_uri: `${here}/callback`,
    silent_redirect_uri: `${here}/callback`,
    post_logout_redirect_uri: `${here}/signed-out`,
    scope: "openid profile email feishu offline_access",
    loadUserInfo: true,
    automaticSilentRenew: false,
    silentRequestTimeoutInSeconds: 60,
    userStore: new oidc.WebStorageStateStore({ store: sessionStorage }),
    ...more,
  });
}

const decode = (part) => JSON.parse(atob(part.replaceAll("-", "+").replaceAll("_", "/")));
const claims = (user) => decode(user.id_token.split(".")[1]);

/** What came of a renewal: of whom, whether there is another access token, and whether it came of a sign-in of its own. */
const renewed = (before, after) => {
  const [old, fresh] = [before, after].map((user) => decode(user.access_token.split(".")[1]));
  const anew = old.jti.split(".")[0] !== fresh.jti.split(".")[0];
  return { sub: claims(after).sub, renewed: old.jti !== fresh.jti, anew };
};

/** Every flow has a verdict: its value, or `error`. */
const told = (flow) => async () => {
  try {
    return await flow();
  } catch (error) {
    return { error: error.error ?? error.message, detail: `${error.stack}` };
  }
};

const flows = {
  async code() {
    const user = await manager().getUser();
    // Only for a look at them: the library itself leaves signatures to the server that reads the token.
    const keys = await manager().metadataService.getSigningKeys();
    const header = decode(user.id_token.split(".")[0]);
    if (!keys.some((key) => key.kid === header.kid)) throw new Error("no key of this kid");
    return { alg: header.alg, claims: claims(user) };
  },
  userinfo: async () => (await manager().getUser()).profile,
  async refresh() {
    const before = await manager().getUser();
    const after = await manager().signinSilent();
    const { sub, renewed: other } = renewed(before, after);
    const rotated = other && after.refresh_token !== before.refresh_token;
    return { sub, rotated, access: decode(after.access_token.split(".")[1]) };
  },
  async frame() {
    const before = await manager().getUser();
    // Without a refresh token the library asks in a hidden frame, with prompt=none.
    await manager().storeUser(new oidc.User({ ...before, refresh_token: undefined }));
    return renewed(before, await manager().signinSilent());
  },
  async by_itself() {
    const before = await manager().getUser();
    // It believes that the token lapses in a second.
    const soon = before.expires_in - 1;
    const watchful = manager({ automaticSilentRenew: true, accessTokenExpiringNotificationTimeInSeconds: soon });
    const after = new Promise((resolve, reject) => {
      watchful.events.addUserLoaded(resolve);
      watchful.events.addSilentRenewError(reject);
    });
    await watchful.getUser();
    const user = await after;
    watchful.stopSilentRenew();
    await watchful.clearStaleState();
    return renewed(before, user);
  },
  client_credentials: async () => ({ unsupported: "it is for people in browsers" }),
  introspection: async () => ({ unsupported: "it is for people in browsers" }),
  async revocation() {
    const user = await manager().getUser();
    await manager().revokeTokens(["access_token", "refresh_token"]);
    return { revoked: user.access_token };
  },
  again: () => manager().signinRedirectCallback(sessionStorage.getItem("callback")),
  /** Whether the session is over: nobody is there to be signed in silently. */
  async ended() {
    await manager().removeUser();
    return manager().signinSilent();
  },
};

window.party = {
  async become(someone) {
    sessionStorage.clear();
    sessionStorage.setItem("settings", JSON.stringify(someone));
  },
  sign_in: () => manager().signinRedirect(),
  sign_out: () => manager().signoutRedirect(),
  ...Object.fromEntries(Object.entries(flows).map(([name, flow]) => [name, told(flow)])),
};

async function arrive() {
  if (location.pathname === "/callback") {
    if (window.parent !== window) return manager().signinSilentCallback();
    sessionStorage.setItem("callback", location.href);
    await manager().signinRedirectCallback();
  } else if (location.pathname === "/signed-out") {
    await manager().signoutRedirectCallback();
  }
  document.title = "ready";
}

arrive().catch((error) => {
  document.title = `failed: ${error.message}`;
});
