import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { removeRulesOf, restoreLost } from '../../../scripts/engine/firewall.ts';
import { mountsUnder } from '../../../scripts/engine/remove-folder.ts';

const BEFORE = `# Generated
*filter
:FORWARD DROP [0:0]
:DOCKER-ISOLATION-STAGE-1 - [0:0]
-A FORWARD -j DOCKER-USER
-A DOCKER-ISOLATION-STAGE-1 -i br-1 ! -o br-1 -j DOCKER-ISOLATION-STAGE-2
-A DOCKER-ISOLATION-STAGE-1 -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2
-A DOCKER-ISOLATION-STAGE-1 -j RETURN
COMMIT
*nat
:DOCKER - [0:0]
-A DOCKER -i docker0 -j RETURN
COMMIT
`;
const AFTER = `*filter
:FORWARD DROP [0:0]
:DOCKER-ISOLATION-STAGE-1 - [0:0]
-A FORWARD -j DOCKER-USER
-A FORWARD -i jlab1 -o jlab1 -j ACCEPT
-A DOCKER-ISOLATION-STAGE-1 -j RETURN
COMMIT
*nat
:DOCKER - [0:0]
-A POSTROUTING -s 10.213.1.0/24 ! -o jlab1 -j MASQUERADE
-A DOCKER -i jlab10 -j RETURN
COMMIT
`;

describe("another engine's firewall rules", () => {
  test('that were lost are put back in front, in their order and in their table', () => {
    assert.equal(
      restoreLost(BEFORE, AFTER),
      `*nat
-I DOCKER 1 -i docker0 -j RETURN
COMMIT
*filter
-I DOCKER-ISOLATION-STAGE-1 1 -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2
-I DOCKER-ISOLATION-STAGE-1 1 -i br-1 ! -o br-1 -j DOCKER-ISOLATION-STAGE-2
COMMIT
`,
    );
  });

  test('are left alone when none was lost', () => {
    assert.equal(restoreLost(BEFORE, BEFORE), '');
  });
});

describe("a bridge's own firewall rules", () => {
  test('are removed from every table, those of a longer name are not', () => {
    assert.equal(
      removeRulesOf('jlab1', AFTER),
      `*filter
-D FORWARD -i jlab1 -o jlab1 -j ACCEPT
COMMIT
*nat
-D POSTROUTING -s 10.213.1.0/24 ! -o jlab1 -j MASQUERADE
COMMIT
`,
    );
  });

  test('nothing is to be done where there are none', () => {
    assert.equal(removeRulesOf('jlab2', AFTER), '');
  });
});

test("only a folder's own mounts are found", () => {
  const table = [
    'overlay /tmp/e/data/merged overlay rw 0 0',
    'nsfs /tmp/e/exec/netns/1 nsfs rw 0 0',
    'tmpfs /tmp/e tmpfs rw 0 0',
    'overlay /tmp/e2/data overlay rw 0 0',
    '',
  ].join('\n');
  assert.deepEqual(mountsUnder('/tmp/e', table), ['/tmp/e/data/merged', '/tmp/e/exec/netns/1']);
});
