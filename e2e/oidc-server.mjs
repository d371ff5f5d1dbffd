// Somebody else's provider of identities (OpenID Connect): npm `oidc-provider`, on a port, for one client. Whoever signs in there is
// whom they say, with a tax number made of the login.
import Provider from "oidc-provider";

const [port, redirect] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;
const provider = new Provider(issuer, {
  clients: [{ client_id: "oblast", client_secret: "a secret of both", redirect_uris: [redirect] }],
  claims: { openid: ["sub"], profile: ["name", "rnokpp"] },
  conformIdTokenClaims: false,
  cookies: { keys: ["a key of this test"] },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: `Хтось ${id}`, rnokpp: process.env.RNOKPP ?? "" }),
  }),
  pkce: { required: () => true },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
