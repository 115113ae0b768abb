import { Agent, get } from 'node:http';
import { readFileSync } from 'node:fs';

/**
 * The minimum cost of reading Jaeger's responses: sends the same requests, three at a time as `slowest` does, and only
 * runs JSON.parse on the responses. Started with a file of addresses; prints the number of bytes.
 */

const AT_ONCE = 3;
const urls = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as string[];
const agent = new Agent({ keepAlive: true });

function ask(url: string): Promise<Buffer> {
  return new Promise((done, failed) => {
    get(url, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => done(Buffer.concat(chunks)));
      response.on('error', failed);
    }).on('error', failed);
  });
}

let bytes = 0;
const rest = urls.values();

async function work(): Promise<void> {
  for (const url of rest) {
    const body = await ask(url);
    bytes += body.length;
    // Only the page with the version is not JSON.
    if (body[0] === '{'.charCodeAt(0)) JSON.parse(body.toString('utf8'));
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, work));
agent.destroy();
process.stdout.write(`${bytes}\n`);
