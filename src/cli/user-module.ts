// Makes a user's own TypeScript or JavaScript file a module that every thread can import: bundled once, cached by content. Packages stay
// outside the bundle and are found from the user's file; this package itself is the running instance, never a second copy.

import { createHash } from 'node:crypto';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BuildFailure, Message, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import { CODE_EXTENSION, CODE_ROOT, PACKAGE_FOLDER, packageDoor } from './package-root.ts';
import { UsageError } from './usage-error.ts';

export interface BundledModule {
  readonly url: string;
  /** Of the bundled source. */
  readonly digest: string;
}

const DIGEST_DIGITS = 16;
const ERRORS_MAX = 3;
const RESOLVED_ALREADY = 'windtunnel-resolved';

/** @throws UsageError when the file does not exist or does not parse */
export async function bundleUserModule(file: string): Promise<BundledModule> {
  const code = await bundle(file);
  const digest = createHash('sha256').update(code).digest('hex').slice(0, DIGEST_DIGITS);
  const folder = await cacheFolder(dirname(file));
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${digest}.mjs`);
  if (!(await exists(path))) await writeWhole(path, code);
  return { url: pathToFileURL(path).href, digest };
}

/** Digest of a module with everything that it imports. */
export async function sourceDigest(file: string): Promise<string> {
  const code = await bundle(file, { isWhole: true });
  return createHash('sha256').update(code).digest('hex').slice(0, DIGEST_DIGITS);
}

async function bundle(
  file: string,
  options: { readonly isWhole: boolean } = { isWhole: false },
): Promise<string> {
  const { build } = await import('esbuild');
  try {
    const result = await build({
      entryPoints: [file],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      logLevel: 'silent',
      // Paths in comments would tie the digest to a folder; a digest over everything is never run, so it needs no source map.
      ...(options.isWhole
        ? { minifyWhitespace: true, packages: 'external' }
        : { sourcemap: 'inline', absWorkingDir: dirname(file), plugins: [outsidePlugin()] }),
    });
    return result.outputFiles[0]?.text ?? '';
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw new UsageError(`${relative(process.cwd(), file)} cannot be loaded`, {
      problems: error.errors.slice(0, ERRORS_MAX).map(describeMessage),
      remedy: 'mend the file; `windtunnel list scenarios` names those that come with the package',
    });
  }
}

/** Keeps packages, and this package's own files, outside the bundle, each by the one URL under which it is loaded. */
function outsidePlugin(): Plugin {
  return {
    name: 'windtunnel-outside',
    setup(pluginBuild) {
      pluginBuild.onResolve({ filter: /.*/ }, async (request) => {
        if (request.kind === 'entry-point' || request.pluginData === RESOLVED_ALREADY) return undefined;
        if (request.path.startsWith('node:') || request.path.startsWith('file:'))
          return outside(request.path);
        return isRelative(request.path)
          ? resolveFile(pluginBuild, request)
          : resolvePackage(pluginBuild, request);
      });
    },
  };
}

async function resolveFile(
  pluginBuild: PluginBuild,
  request: OnResolveArgs,
): Promise<OnResolveResult | undefined> {
  const found = await resolveFrom(pluginBuild, request, request.resolveDir);
  if (found === undefined) return undefined;
  const inPackage = relative(PACKAGE_FOLDER, found).split(sep);
  const isOwn = inPackage[0] === 'src' || (inPackage[0] === 'dist' && inPackage[1] === 'src');
  if (!isOwn) return undefined;
  const path = inPackage.slice(inPackage[0] === 'dist' ? 1 : 0).join('/');
  return outside(new URL(path.replace(/\.[jt]s$/, CODE_EXTENSION), CODE_ROOT).href);
}

async function resolvePackage(
  pluginBuild: PluginBuild,
  request: OnResolveArgs,
): Promise<OnResolveResult | undefined> {
  const own = packageDoor(request.path);
  if (own !== undefined) return outside(own);
  for (const folder of [request.resolveDir, PACKAGE_FOLDER]) {
    const found = await resolveFrom(pluginBuild, request, folder);
    if (found !== undefined) return outside(pathToFileURL(found).href);
  }
  return undefined;
}

async function resolveFrom(
  pluginBuild: PluginBuild,
  request: OnResolveArgs,
  folder: string,
): Promise<string | undefined> {
  const { kind, importer } = request;
  const found = await pluginBuild.resolve(request.path, {
    kind,
    importer,
    resolveDir: folder,
    pluginData: RESOLVED_ALREADY,
  });
  return found.errors.length > 0 || found.external ? undefined : found.path;
}

function outside(path: string): OnResolveResult {
  return { path, external: true };
}

function isRelative(specifier: string): boolean {
  return /^(\.{1,2}(\/|$)|\/|#|[A-Za-z]:[\\/])/.test(specifier);
}

/** Under the user's own packages when there are any, so that it goes when they go. */
async function cacheFolder(from: string): Promise<string> {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const packages = join(folder, 'node_modules');
    if (await exists(packages)) return join(packages, '.cache', 'rocketmq-windtunnel');
    if (dirname(folder) === folder)
      return join(tmpdir(), `rocketmq-windtunnel-${process.getuid?.() ?? 'user'}`);
  }
}

/** Another process may write the same file at the same time. */
async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, text);
  await rename(draft, path);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

function describeMessage({ text, location }: Message): string {
  if (location === null) return text;
  const place = `${location.file}:${location.line}:${location.column + 1}`;
  return `${place}: ${text}\n      ${location.lineText.trim()}`;
}

export function filePathOf(url: string): string {
  return fileURLToPath(url);
}
