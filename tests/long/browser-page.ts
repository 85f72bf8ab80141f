// A page in headless Chromium, served from this process: the page posts its result.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

const NAMES: readonly string[] = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];
const LOOPBACK = '127.0.0.1';
const FLAGS: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Name and version of the browser, or undefined where there is none. */
export function findChromium(): { readonly command: string; readonly version: string } | undefined {
  for (const command of NAMES) {
    const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
    if (status === 0) return { command, version: stdout.trim() };
  }
  return undefined;
}

/** Runs the script as the module of a page; resolves with what it posts to `/result`. */
export async function runInBrowser(
  command: string,
  scriptPath: string,
  profile: string,
  query: string,
): Promise<string> {
  const script = readFileSync(scriptPath);
  let answer: (text: string) => void = () => {};
  const posted = new Promise<string>((resolve) => {
    answer = resolve;
  });
  const server = createServer((request, response) => void serve({ request, response }, script, answer));
  const port = await listen(server);
  const page = `http://${LOOPBACK}:${port}/?${query}`;
  const browser = spawn(
    command,
    [...FLAGS, `--user-data-dir=${profile}`, '--remote-debugging-port=0', page],
    {
      stdio: 'ignore',
    },
  );
  try {
    return await Promise.race([posted, death(browser)]);
  } finally {
    browser.kill('SIGKILL');
    server.closeAllConnections();
    server.close();
  }
}

async function serve(
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  script: Buffer,
  answer: (text: string) => void,
): Promise<void> {
  if (request.url === '/result') {
    answer(await text(request));
    response.end();
  } else if (request.url === '/script.js') {
    response.setHeader('content-type', 'text/javascript').end(script);
  } else {
    response
      .setHeader('content-type', 'text/html')
      .end('<!doctype html><script type="module" src="/script.js"></script>');
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, LOOPBACK, () => resolve((server.address() as AddressInfo).port));
  });
}

function death(browser: ChildProcess): Promise<never> {
  return new Promise((_, reject) => {
    browser.on('error', reject);
    browser.on('exit', (code) =>
      reject(new Error(`the browser ended with ${code} before the page had a result`)),
    );
  });
}
