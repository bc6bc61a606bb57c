// The certified provider, with sign-in pages that answer themselves: the login hint says who signs in and how strongly.
// Prints its port as the first line; ends when its standard input ends.
import http from 'node:http';
import Provider from 'oidc-provider';

const server = http.createServer();
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const issuer = `http://127.0.0.1:${server.address().port}`;

const people = {
  cora: { acr: 'urn:example:mfa', amr: ['pwd', 'otp', 'mfa'], groups: ['trial-coordinators'] },
  weak: { acr: 'urn:example:password', amr: ['pwd'], groups: ['trial-coordinators'] },
  outsider: { acr: 'urn:example:mfa', amr: ['mfa'], groups: ['cafeteria'] },
};

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'almoner',
    client_secret: 'test-secret-of-the-test-client',
    redirect_uris: ['https://almoner.test:8443/api/v1/oidc/callback'],
    response_types: ['code'],
    grant_types: ['authorization_code'],
  }],
  acrValues: ['urn:example:mfa', 'urn:example:password'],
  claims: { openid: ['sub', 'acr', 'amr', 'auth_time'], profile: ['name', 'preferred_username', 'groups'] },
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: false } },
  pkce: { required: () => true },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_ctx, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: `${id} Example`, preferred_username: id, groups: people[id]?.groups ?? [] }),
  }),
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope('openid profile');
    await grant.save();
    return grant;
  },
  cookies: { keys: ['a key for the cookies of a test'] },
});

const handle = provider.callback();
server.on('request', async (request, response) => {
  if (!request.url.startsWith('/interaction/')) return handle(request, response);
  const { params } = await provider.interactionDetails(request, response);
  const { acr, amr } = people[params.login_hint];
  const login = { accountId: params.login_hint, acr, amr, remember: false };
  await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
});

console.log(server.address().port);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
