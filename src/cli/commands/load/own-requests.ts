import { EXIT, LabError } from '../../../base/errors.ts';
import type { WeightedRequest } from '../../../load/drive.ts';
import type { Fields, YamlReader } from '../../../yaml/reader.ts';
import type { Context } from '../../context.ts';
import { httpUrlIn } from '../../../base/http-url.ts';
import { readTextFile } from '../../shell/read-text-file.ts';
import { withSecrets } from '../../traces/secret.ts';

/** The request to one's own service, as options say it. */
export interface OwnRequestOptions {
  readonly url: string;
  readonly method?: string;
  readonly header?: Readonly<Record<string, string>>;
  readonly data?: string;
  /** A file with several requests. */
  readonly requests?: string;
}

type Sent = Omit<WeightedRequest, 'name' | 'weight'>;

/**
 * The requests to send: that of the options, or those of a file, which take from the options what they do not say.
 *
 * @throws LabError (usage) for a file that cannot be read or understood, or a secret that is not there
 */
export async function ownRequests(
  options: OwnRequestOptions,
  context: Context,
): Promise<WeightedRequest[]> {
  const { url, method, header: headers, requests: file } = options;
  const body = options.data?.startsWith('@')
    ? await readTextFile(options.data.slice(1), {
        ifMissing: 'check the path after the @',
        format: 'any text',
      })
    : options.data;
  const usual: Sent = { url, method, headers, body };
  const all =
    file === undefined ? [{ ...usual, name: 'request', weight: 1 }] : await inFile(file, usual);
  return Promise.all(all.map((request) => completed(request, context)));
}

/** Secrets in headers are read; a body gets the method and the type that it usually has. */
async function completed(request: WeightedRequest, context: Context): Promise<WeightedRequest> {
  const { name, body, headers = {}, method = body === undefined ? 'GET' : 'POST' } = request;
  const read = await withSecrets(headers, (header) => `the header ${header} of ${name}`, context);
  const isJson = body !== undefined && /^\s*[[{]/.test(body);
  const type = isJson ? { 'content-type': 'application/json' } : {};
  return {
    ...request,
    method,
    headers: { ...type, ...read },
  };
}

const EXAMPLE = 'for example cart: { url: /cart, weight: 3 }';
const KEYS = ['url', 'method', 'headers', 'data', 'weight'];

/** @throws LabError (usage) for the first mistake, with its line */
async function inFile(file: string, usual: Sent): Promise<WeightedRequest[]> {
  const ifMissing = `write one, ${EXAMPLE}`;
  const text = await readTextFile(file, { ifMissing, format: EXAMPLE });
  const { YamlReader: Reader } = await import('../../../yaml/reader.ts');
  const yaml = new Reader(text, file, EXAMPLE);
  const requests = yaml.attempt(() =>
    yaml.entries(yaml.root, 'the file', EXAMPLE).map(({ name, key, value }) => ({
      ...usual,
      ...requestIn(yaml, key, yaml.fields(value, name, KEYS), usual),
      name,
    })),
  );
  const [problem] = yaml.problems;
  if (problem) throw problem;
  if (requests && requests.length > 0) return requests;
  throw new LabError(`${file} has no requests`, { hint: EXAMPLE, exitCode: EXIT.usage });
}

function requestIn(
  yaml: YamlReader,
  key: unknown,
  fields: Fields,
  usual: Sent,
): Sent & { readonly weight: number } {
  const text = (name: string): string | undefined =>
    fields.has(name) ? yaml.text(key, fields, name) : undefined;
  const path = text('url') ?? '';
  const url = httpUrlIn(path, usual.url);
  if (!url)
    throw yaml.fail(fields.get('url'), `"${path}" is not an http or https URL or a path`, EXAMPLE);
  const headers = fields.has('headers')
    ? yaml.entries(fields.get('headers'), 'headers').map(({ name, value }): [string, string] => {
        const one: Fields = new Map([[name, value]]);
        return [name.toLowerCase(), yaml.text(key, one, name)];
      })
    : [];
  return {
    url: url.href,
    method: text('method')?.toUpperCase() ?? usual.method,
    headers: { ...usual.headers, ...Object.fromEntries(headers) },
    body: text('data') ?? usual.body,
    weight: fields.has('weight') ? yaml.count(fields.get('weight'), 'weight', 1) : 1,
  };
}
