"""A relying party of Authlib, as its Flask integration makes one. The protocol is that of openid-client.mjs: settings in,
the URL for the browser out, the URL to which it came back in, what was verified out; a line each."""

import base64
import json

from authlib.integrations.flask_client import OAuth
from authlib.integrations.base_client import OAuthError
from flask import Flask, jsonify
from joserfc import jwt
from joserfc.jwk import KeySet

settings = json.loads(input())
issuer, alg = settings["issuer"], settings["alg"]

app = Flask("sample")
app.secret_key = "the session cookie of this test"
provider = OAuth(app).register(
    "larkgate",
    server_metadata_url=f"{issuer}/.well-known/openid-configuration",
    client_id=settings["id"],
    client_secret=settings["secret"],
    client_kwargs={
        "scope": "openid profile email feishu offline_access",
        "code_challenge_method": "S256",
        "token_endpoint_auth_method": settings["auth"],
    },
)


def access_token_claims(token):
    """What an API does with an access token (RFC 9068)."""
    keys = KeySet.import_key_set(provider.fetch_jwk_set())
    decoded = jwt.decode(token, keys, algorithms=[alg])
    assert decoded.header["typ"] == "at+jwt", decoded.header
    expected = {"essential": True, "value": issuer}
    jwt.JWTClaimsRegistry(iss=expected, aud=expected, exp={"essential": True}).validate(decoded.claims)
    return decoded.claims


@app.get("/sign-in")
def sign_in():
    return provider.authorize_redirect(settings["redirect_uri"])


@app.get("/callback")
def callback():
    token = provider.authorize_access_token()
    refreshed = provider.fetch_access_token(grant_type="refresh_token", refresh_token=token["refresh_token"])
    header = token["id_token"].split(".")[0]
    return jsonify(
        alg=json.loads(base64.urlsafe_b64decode(header + "=="))["alg"],
        claims=token["userinfo"],
        userinfo=provider.userinfo(token=token),
        refreshed={
            # Without a nonce, as OpenID Connect Core §12.2 recommends.
            "sub": provider.parse_id_token(refreshed, nonce=None)["sub"],
            "rotated": refreshed["refresh_token"] != token["refresh_token"],
        },
        access=access_token_claims(refreshed["access_token"]),
    )


browser = app.test_client()
print(browser.get("/sign-in").location, flush=True)
back = input()
# Only its query matters: the address is the application's own.
query = "/callback?" + back.split("?", 1)[1]
answer = browser.get(query)
assert answer.status_code == 200, answer.text
verified = answer.get_json()

# The browser's "reload": the state is gone, so the library itself refuses.
app.testing = True
try:
    browser.get(query)
    verified["again"] = "accepted"
except OAuthError as error:
    verified["again"] = error.error
print(json.dumps(verified), flush=True)
