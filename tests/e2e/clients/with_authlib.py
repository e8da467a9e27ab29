"""A relying party of Authlib, as its Flask integration makes one, and its session for requests where Flask has none. The
conversation is that of lines.mjs."""

import base64
import json
import sys

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from flask import Flask, jsonify
from joserfc import jwt
from joserfc.jwk import KeySet, import_key

KEY_TYPES = {"RS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}


class Party:
    def __init__(self, settings):
        self.settings = settings
        issuer, alg = settings["issuer"], settings["alg"]
        self.secret = settings.get("secret")
        self.methods = []
        if settings["auth"] == "private_key_jwt":
            self.secret = import_key(settings["key"], KEY_TYPES[alg])
            # Its default audience is the token endpoint; the issuer is what RFC 7523bis wants.
            self.methods = [PrivateKeyJWT(issuer, headers={"kid": settings["kid"]}, alg=alg)]
        self.app = Flask("sample")
        self.app.testing = True
        self.app.secret_key = "the session cookie of this test"
        self.provider = OAuth(self.app).register(
            "larkgate",
            server_metadata_url=f"{issuer}/.well-known/openid-configuration",
            client_id=settings["id"],
            client_secret=self.secret,
            client_auth_methods=self.methods,
            client_kwargs={
                "scope": "openid profile email feishu offline_access",
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": settings["auth"],
            },
        )
        self.metadata = None
        self.tokens = None
        self.refreshed = None
        self.app.get("/sign-in")(lambda: self.provider.authorize_redirect(settings["redirect_uri"]))
        self.app.get("/callback")(self.callback)
        self.browser = self.app.test_client()

    def callback(self):
        self.tokens = self.provider.authorize_access_token()
        header = self.tokens["id_token"].split(".")[0]
        alg = json.loads(base64.urlsafe_b64decode(header + "=="))["alg"]
        return jsonify(alg=alg, claims=self.tokens["userinfo"])

    def url(self):
        location = self.browser.get("/sign-in").location
        self.metadata = self.provider.load_server_metadata()
        return location

    def session(self, scope=None):
        """The library's session, for what an application does without a browser."""
        auth = self.settings["auth"]
        session = OAuth2Session(
            self.settings["id"],
            self.secret,
            scope=scope,
            token_endpoint_auth_method=auth,
            revocation_endpoint_auth_method=auth,
        )
        for method in self.methods:
            session.register_client_auth_method(method)
        return session

    def access_token(self, token):
        """What an API does with an access token (RFC 9068)."""
        issuer = self.settings["issuer"]
        keys = KeySet.import_key_set(self.provider.fetch_jwk_set())
        decoded = jwt.decode(token, keys, algorithms=[self.settings["alg"]])
        assert decoded.header["typ"] == "at+jwt", decoded.header
        expected = {"essential": True, "value": issuer}
        registry = jwt.JWTClaimsRegistry(iss=expected, aud=expected, exp={"essential": True})
        registry.validate(decoded.claims)
        return decoded.claims

    # The flows, by the names that the table gives them.

    def code(self, callback):
        # Only its query matters: the address is the application's own.
        return self.browser.get("/callback?" + callback.split("?", 1)[1]).get_json()

    def userinfo(self, _callback):
        if self.settings["signed"]:
            return {"unsupported": "the library reads userinfo as JSON only"}
        return self.provider.userinfo(token=self.tokens)

    def refresh(self, _callback):
        self.refreshed = self.provider.fetch_access_token(
            grant_type="refresh_token", refresh_token=self.tokens["refresh_token"]
        )
        return {
            # Without a nonce, as OpenID Connect Core §12.2 recommends.
            "sub": self.provider.parse_id_token(self.refreshed, nonce=None)["sub"],
            "rotated": self.refreshed["refresh_token"] != self.tokens["refresh_token"],
            "access": self.access_token(self.refreshed["access_token"]),
        }

    def client_credentials(self, _callback):
        session = self.session(scope="reports.read")
        own = session.fetch_token(self.metadata["token_endpoint"], grant_type="client_credentials")
        return self.access_token(own["access_token"])

    def introspection(self, _callback):
        token = self.refreshed["access_token"]
        answer = self.session().introspect_token(self.metadata["introspection_endpoint"], token=token)
        return answer.json()

    def revocation(self, _callback):
        answer = self.session().revoke_token(
            self.metadata["revocation_endpoint"],
            token=self.refreshed["refresh_token"],
            token_type_hint="refresh_token",
        )
        answer.raise_for_status()
        return {"revoked": self.refreshed["access_token"]}

    def logout(self, _callback):
        return self.provider.create_logout_url(
            post_logout_redirect_uri=self.settings["post_logout_redirect_uri"],
            id_token_hint=self.tokens["id_token"],
            state="bye",
        )

    def again(self, callback):
        """The browser's "reload": the state is gone, so the library itself refuses."""
        return self.code(callback)


for line in sys.stdin:
    party = Party(json.loads(line))
    print(party.url(), flush=True)
    back = sys.stdin.readline().strip()
    results = {}
    for name in party.settings["flows"]:
        try:
            results[name] = getattr(party, name)(back)
        except OAuthError as error:
            results[name] = {"error": error.error, "detail": str(error)}
        except Exception as error:  # noqa: BLE001: every flow has a verdict
            results[name] = {"error": type(error).__name__, "detail": str(error)}
    print(json.dumps(results), flush=True)
