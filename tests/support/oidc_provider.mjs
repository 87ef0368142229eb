// A real OpenID Connect provider for the journeys: oidc-provider from npm, out of the folder LADDER_TEST_OIDC names.
// The one argument is the address of the site whose people sign in. Whoever signs in is who they say; an address that
// begins with "unchecked" is not said to be confirmed. The first line printed says where it listens.

import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// Not every Node 20 has it.
URL.parse ??= (text, base) => (URL.canParse(text, base) ? new URL(text, base) : null);

const installed = join(process.env.LADDER_TEST_OIDC, 'node_modules/oidc-provider/lib/index.js');
const { Provider } = await import(pathToFileURL(installed));
const site = process.argv[2];

const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const scopes = 'openid email profile';
const provider = new Provider(issuer, {
  clients: [{
    client_id: 'ladder',
    client_secret: 'a secret between two programs of one test',
    redirect_uris: [`${site}/sign-in/with/1/back`],
    post_logout_redirect_uris: [`${site}/signed-out`],
  }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  cookies: { keys: ['signs cookies of a test'] },
  features: {
    devInteractions: { enabled: false },
    // Its own page would ask for a font from elsewhere.
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: async (context, form) => {
        const yes = '<button form="op.logoutForm" name="logout" value="yes">Yes, sign me out</button>';
        context.body = page(`<h1>Sign out of the directory?</h1>${form}${yes}`);
      },
    },
  },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: id, email_verified: !id.startsWith('unchecked'), name: 'Ada Adviser' }),
  }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  // Nobody is asked whether the site may know their address.
  loadExistingGrant: async (context) => {
    const { client, session } = context.oidc;
    const grant = new context.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(scopes);
    await grant.save();
    return grant;
  },
});

const page = (body) => `<!doctype html><html lang="en"><title>Directory</title><main>${body}</main></html>`;

async function interaction(request, response) {
  if (request.method === 'GET') {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(page(`<h1>Directory</h1>
      <form method="post"><label for="who">Directory address</label><input id="who" name="who">
      <button name="act" value="enter">Enter</button><button name="act" value="leave">Turn back</button></form>`));
    return;
  }
  let text = '';
  for await (const chunk of request) text += chunk;
  const typed = new URLSearchParams(text);
  const result = typed.get('act') === 'leave'
    ? { error: 'access_denied', error_description: 'turned back' }
    : { login: { accountId: typed.get('who') } };
  await provider.interactionFinished(request, response, result);
}

const answer = provider.callback();
server.on('request', (request, response) => {
  if (request.url === '/favicon.ico') response.writeHead(204).end();
  else if (request.url.startsWith('/interaction/')) interaction(request, response).catch((why) => response.end(`${why}`));
  else answer(request, response);
});
console.log(`listening on ${issuer}`);
