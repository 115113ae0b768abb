import { once } from 'node:events';
import { connect } from 'node:net';

export interface Question {
  readonly title: string;
  /** Ends the connection: by QUIT, or by what is no request. */
  readonly sent: string;
  /** What a real Redis 7.0 answers. */
  readonly answered: string;
}

const array = (...words: readonly string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

const QUIT = 'QUIT\r\n';

/** What clients ask of a Redis. The store's own tests and those that ask a real Redis put the same questions. */
export const QUESTIONS: readonly Question[] = [
  {
    title: 'PING',
    sent: `${array('PING')}${array('ping', 'hi')}${QUIT}`,
    answered: '+PONG\r\n$2\r\nhi\r\n+OK\r\n',
  },
  {
    title: 'SET and GET',
    sent: array('SET', 'k', 'vé') + array('GET', 'k') + array('GET', 'other') + QUIT,
    answered: '+OK\r\n$3\r\nvé\r\n$-1\r\n+OK\r\n',
  },
  {
    title: 'SET NX and XX',
    sent:
      'SET k 1 XX\r\nSET k 2 NX\r\nSET k 3 nx\r\nSET k 4 xx\r\nGET k\r\nSET k 5 NX XX\r\nSET k 6 WHAT\r\n' +
      QUIT,
    answered:
      '$-1\r\n+OK\r\n$-1\r\n+OK\r\n$1\r\n4\r\n-ERR syntax error\r\n-ERR syntax error\r\n+OK\r\n',
  },
  {
    title: 'HTTP: the connection ends before the body',
    sent: 'POST / HTTP/1.1\r\nHost: localhost\r\n\r\nSET k v\r\n',
    answered: '',
  },
  {
    title: 'MSET and MGET',
    sent:
      array('MSET', 'a', '1', 'b', '') +
      array('MGET', 'a', 'b', 'c') +
      array('MSET', 'a') +
      array('MSET', 'a', '1', 'b') +
      QUIT,
    answered:
      "+OK\r\n*3\r\n$1\r\n1\r\n$0\r\n\r\n$-1\r\n-ERR wrong number of arguments for 'mset' command\r\n-ERR wrong number of arguments for 'mset' command\r\n+OK\r\n",
  },
  {
    title: 'DEL, EXISTS and DBSIZE count',
    sent: 'MSET a 1 b 2\r\nEXISTS a a b c\r\nDBSIZE\r\nDEL a a c\r\nEXISTS a b\r\n' + QUIT,
    answered: '+OK\r\n:3\r\n:2\r\n:1\r\n:1\r\n+OK\r\n',
  },
  {
    title: 'SELECT keeps databases apart',
    sent: 'SET k 0\r\nSELECT 1\r\nGET k\r\nSELECT 0\r\nGET k\r\nSELECT 16\r\nSELECT x\r\n' + QUIT,
    answered:
      '+OK\r\n+OK\r\n$-1\r\n+OK\r\n$1\r\n0\r\n-ERR DB index is out of range\r\n-ERR value is not an integer or out of range\r\n+OK\r\n',
  },
  {
    title: 'CLIENT SETNAME and GETNAME',
    sent: 'CLIENT GETNAME\r\nCLIENT SETNAME me\r\nCLIENT GETNAME\r\nCLIENT NONSENSE\r\n' + QUIT,
    answered:
      "$-1\r\n+OK\r\n$2\r\nme\r\n-ERR unknown subcommand 'NONSENSE'. Try CLIENT HELP.\r\n+OK\r\n",
  },
  {
    title: 'too few and too many arguments',
    sent: 'GET\r\nGET a b\r\nECHO\r\nping a b\r\n' + QUIT,
    answered:
      "-ERR wrong number of arguments for 'get' command\r\n-ERR wrong number of arguments for 'get' command\r\n-ERR wrong number of arguments for 'echo' command\r\n-ERR wrong number of arguments for 'ping' command\r\n+OK\r\n",
  },
  {
    title: 'unknown commands',
    sent: array('NONSENSE') + array('Nonsense', 'a', 'b c') + QUIT,
    answered:
      "-ERR unknown command 'NONSENSE', with args beginning with: \r\n-ERR unknown command 'Nonsense', with args beginning with: 'a' 'b c' \r\n+OK\r\n",
  },
  {
    title: 'a version of the protocol that there is not',
    sent: 'HELLO 9\r\n' + QUIT,
    answered: '-NOPROTO unsupported protocol version\r\n+OK\r\n',
  },
  { title: 'nothing after QUIT', sent: `${QUIT}PING\r\n`, answered: '+OK\r\n' },
  {
    title: 'the answers before a malformed request, and why it is malformed',
    sent: 'PING\r\n*1\r\n:1\r\nPING\r\n',
    answered: "+PONG\r\n-ERR Protocol error: expected '$', got ':'\r\n",
  },
  {
    title: 'a count that is not a number',
    sent: '*x\r\n',
    answered: '-ERR Protocol error: invalid multibulk length\r\n',
  },
  {
    title: 'a length that is not a number',
    sent: '*1\r\n$x\r\n',
    answered: '-ERR Protocol error: invalid bulk length\r\n',
  },
  {
    title: 'quotes that do not end',
    sent: 'GET "a\r\n',
    answered: '-ERR Protocol error: unbalanced quotes in request\r\n',
  },
];

/** Everything that is answered, until the other side hangs up. */
export async function conversation(port: number, sent: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  let answered = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answered += text));
  socket.write(sent);
  await once(socket, 'end');
  socket.destroy();
  return answered;
}
